namespace PersonalPT.Cli;

/// <summary>A command cannot be done. The message is one plain line: what was wrong, where, and what to do.</summary>
internal sealed class CommandFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
