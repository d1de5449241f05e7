namespace PersonalPT.Client.Offline;

/// <summary>When the phone counts by itself.</summary>
public sealed record OfflineOptions
{
    /// <summary>
    /// How long the server may be away, or silent although inputs are on their way to it, before the phone counts by itself. What was done meanwhile is counted
    /// too, from the running set's beginning. 0 to 1 minute. Default: 2 seconds.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long after the server has taken an input the log may still be on its way with what came of it; after that a provisional rep is withdrawn.
    /// 0 to 1 minute. Default: 3 seconds.
    /// </summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(3);

    internal void Validate()
    {
        if (Patience < TimeSpan.Zero || Patience > TimeSpan.FromMinutes(1))
            throw new ArgumentException($"{nameof(Patience)} must be 0 to 1 minute, not {Patience}.");
        if (Settling < TimeSpan.Zero || Settling > TimeSpan.FromMinutes(1))
            throw new ArgumentException($"{nameof(Settling)} must be 0 to 1 minute, not {Settling}.");
    }
}
