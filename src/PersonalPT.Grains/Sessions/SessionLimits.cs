namespace PersonalPT.Grains.Sessions;

/// <summary>What the sessions of one silo may take together. The defaults are meant to be kept; tests shorten them.</summary>
public sealed record SessionLimits
{
    // A call of a grain that waits for a place is given up after 30 s.
    private static readonly TimeSpan s_mostPatience = TimeSpan.FromSeconds(20);

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

    /// <summary>Everything that is wrong with the limits, each in plain words; empty where nothing is.</summary>
    public IReadOnlyList<string> FindErrors()
    {
        var errors = new List<string>();
        if (RebuildsAtOnce < 1)
            errors.Add($"Limits.{nameof(RebuildsAtOnce)} must be 1 or more, not {RebuildsAtOnce}");
        if (RebuildsWaiting < 0)
            errors.Add($"Limits.{nameof(RebuildsWaiting)} must be 0 or more, not {RebuildsWaiting}");
        if (RebuildPatience <= TimeSpan.Zero || RebuildPatience > s_mostPatience)
            errors.Add($"Limits.{nameof(RebuildPatience)} must be more than nothing and at most {s_mostPatience.TotalSeconds:0} s, not {RebuildPatience.TotalSeconds:0.###} s");
        if (RebuildTime <= TimeSpan.Zero)
            errors.Add($"Limits.{nameof(RebuildTime)} must be more than nothing");
        if (RebuildRetryAfter <= TimeSpan.Zero)
            errors.Add($"Limits.{nameof(RebuildRetryAfter)} must be more than nothing");
        if (HeldFrameBytes < 0)
            errors.Add($"Limits.{nameof(HeldFrameBytes)} must be 0 or more, not {HeldFrameBytes}");
        return errors;
    }
}
