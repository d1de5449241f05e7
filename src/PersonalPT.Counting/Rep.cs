using System.Text.Json.Serialization;

namespace PersonalPT.Counting;

/// <summary>One repetition: from rest through the active pose back to rest. Times are capture times, microseconds since the Unix epoch.</summary>
/// <param name="StartMicros">The person leaves State R.</param>
/// <param name="PeakMicros">The person is deepest in State A.</param>
/// <param name="EndMicros">The person is back in State R.</param>
/// <param name="Range">
/// How far the movement went: the signal's highest value within the rep less its lowest one. 1 is the way between the demonstration's mean poses of
/// State R and State A; null where it is not known.
/// </param>
public readonly record struct Rep(
    long StartMicros, long PeakMicros, long EndMicros, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Range = null);
