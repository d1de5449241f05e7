namespace PersonalPT.Counting;

/// <summary>What may differ between counters of one version. Stored with every set, so that it can be replayed.</summary>
public sealed record CountingSettings
{
    /// <summary>Whether the counter ends sets by itself: at rest, when nobody is seen, and after five minutes. Default: true. False is for
    /// measuring whole recordings; a live session needs true, or its replay after a crash is unbounded.</summary>
    public bool SplitSets { get; init; } = true;
}
