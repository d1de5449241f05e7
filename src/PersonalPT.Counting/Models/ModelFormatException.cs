namespace PersonalPT.Counting.Models;

/// <summary>The bytes are not an exercise model that this version can use; the message is one plain line that says what to do.</summary>
public sealed class ModelFormatException(string message) : Exception(message);
