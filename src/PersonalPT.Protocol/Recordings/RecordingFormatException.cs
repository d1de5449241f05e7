namespace PersonalPT.Protocol.Recordings;

/// <summary>Bytes are not a chunk of a recording, or one of a version that is not known here; the message says which.</summary>
public sealed class RecordingFormatException(string message) : Exception(message);
