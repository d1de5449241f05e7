namespace PersonalPT.Evaluation.DataSets;

/// <summary>A data set cannot be read; the message is one line that names the file and says what to do.</summary>
public sealed class DataSetException(string message, Exception? inner = null) : Exception(message, inner);
