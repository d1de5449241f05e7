using System.Globalization;

namespace PersonalPT.Cli.Output;

/// <summary>Times of the wire as people and machines read them: UTC throughout.</summary>
internal static class Times
{
    /// <param name="micros">Microseconds since the Unix epoch.</param>
    public static DateTimeOffset FromMicros(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    /// <summary>Such as 2026-01-05 07:00:12.</summary>
    public static string DateAndTime(long micros) => FromMicros(micros).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Such as 2026-01-05 07:00.</summary>
    public static string DateAndMinute(long micros) => FromMicros(micros).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Such as 07:00:12.</summary>
    public static string Clock(long micros) => FromMicros(micros).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Such as 2.4 s.</summary>
    public static string Seconds(long micros) => (micros / 1e6).ToString("0.0 s", CultureInfo.InvariantCulture);
}
