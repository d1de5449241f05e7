namespace PersonalPT.Counting;

/// <summary>One repetition: from rest through the active pose back to rest. Times are capture times, microseconds since the Unix epoch.</summary>
/// <param name="StartMicros">The person leaves State R.</param>
/// <param name="PeakMicros">The person is deepest in State A.</param>
/// <param name="EndMicros">The person is back in State R.</param>
public readonly record struct Rep(long StartMicros, long PeakMicros, long EndMicros);
