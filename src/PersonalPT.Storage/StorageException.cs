namespace PersonalPT.Storage;

/// <summary>The storage cannot be opened. The message is one plain line that says what to do; nothing that was stored has been touched.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);
