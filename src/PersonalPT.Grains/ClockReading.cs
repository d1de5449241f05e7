namespace PersonalPT.Grains;

/// <summary>How the journal and the wire tell the time.</summary>
internal static class ClockReading
{
    /// <summary>Now, microseconds since the Unix epoch.</summary>
    public static long UtcMicros(this TimeProvider clock) => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
