namespace PersonalPT.Protocol;

/// <summary>
/// What an input may hold. A server refuses an input beyond these for good, and with it the message that it stands in, so a client must not number one.
/// </summary>
public static class InputLimits
{
    /// <summary>The largest absolute value of a frame of floats, in any unit.</summary>
    public const float LargestValue = 1e6f;

    /// <summary>An input's latest moment after its session's capture epoch: 366 days, in microseconds.</summary>
    public const ulong LatestMicros = 366UL * 24 * 3600 * 1_000_000;

    /// <summary>The longest id of an exercise, in UTF-16 code units; it has one at least.</summary>
    public const int LongestExerciseId = 64;
}
