namespace PersonalPT.Grains.Sessions;

/// <summary>What the sessions of one silo may take together. The defaults are meant to be kept; tests shorten them.</summary>
public sealed record SessionLimits
{
    /// <summary>
    /// Sessions that are rebuilt and replayed at once. A place is held from the claim until the running set has come again. Default: 32, which a set of
    /// five minutes leaves in about a tenth of a second.
    /// </summary>
    public int RebuildsAtOnce { get; init; } = 32;

    /// <summary>Sessions that wait for a place; who comes then is sent away with a hint. Default: 256.</summary>
    public int RebuildsWaiting { get; init; } = 256;

    /// <summary>How long a session waits for a place before its phone is sent away. Well below the 30 s of a grain call. Default: 5 s.</summary>
    public TimeSpan RebuildPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a place may be held: a phone may go away in the middle of its replay. Default: 5 s.</summary>
    public TimeSpan RebuildTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a phone that was sent away should wait. Default: 2 s.</summary>
    public TimeSpan RebuildRetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Memory for frames that are held for teaching, of all sessions together, bytes. Default: 256 MB, five minutes of 50 sessions at 30 frames a
    /// second.</summary>
    public long HeldFrameBytes { get; init; } = 256L * 1024 * 1024;
}
