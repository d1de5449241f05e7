namespace PersonalPT.Api;

/// <summary>Reads clocks in the unit of the contract.</summary>
internal static class Clocks
{
    /// <summary>Now, microseconds since the Unix epoch.</summary>
    public static long UtcMicros(this TimeProvider time) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
