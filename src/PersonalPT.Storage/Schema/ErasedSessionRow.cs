namespace PersonalPT.Storage.Schema;

/// <summary>A session that was erased: its phone may come back, and must not bring it to life again. Names nobody.</summary>
internal sealed class ErasedSessionRow
{
    public required string GymId { get; init; }

    public required string SessionId { get; init; }

    /// <summary>Of which erasure.</summary>
    public required string Mark { get; init; }
}
