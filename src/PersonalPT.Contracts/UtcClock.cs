namespace PersonalPT.Contracts;

/// <summary>How the journal, the wire and grants tell the time.</summary>
public static class UtcClock
{
    /// <summary>Now, microseconds since the Unix epoch.</summary>
    public static long UtcMicros(this TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }
}
