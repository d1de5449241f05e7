namespace PersonalPT.Testing.Storage;

/// <summary>What goes wrong with a write to the journal.</summary>
public enum AppendFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is not written, and the caller is told.</summary>
    NotWritten,

    /// <summary>It is written, and the caller is not told.</summary>
    UnknownOutcome,
}
