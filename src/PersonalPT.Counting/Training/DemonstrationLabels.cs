using System.Text.Json.Serialization;

namespace PersonalPT.Counting.Training;

/// <summary>What the coach says about a demonstration.</summary>
[JsonDerivedType(typeof(Unlabelled), "unlabelled")]
[JsonDerivedType(typeof(RepCount), "rep_count")]
[JsonDerivedType(typeof(RepSpans), "rep_spans")]
[JsonDerivedType(typeof(StateSpans), "state_spans")]
public abstract record DemonstrationLabels
{
    private DemonstrationLabels()
    {
    }

    /// <summary>Nothing: the reps are found.</summary>
    public sealed record Unlabelled : DemonstrationLabels;

    /// <summary>The number of reps in it: the reps are found.</summary>
    /// <param name="Count">At least 1.</param>
    public sealed record RepCount(int Count) : DemonstrationLabels;

    /// <summary>Where each rep starts and ends.</summary>
    /// <param name="Reps">At least one span; each starts and ends at rest.</param>
    public sealed record RepSpans(IReadOnlyList<CaptureSpan> Reps) : DemonstrationLabels;

    /// <summary>Which frames show which state.</summary>
    /// <param name="Active">Spans in State A.</param>
    /// <param name="Rest">Spans in State R.</param>
    public sealed record StateSpans(IReadOnlyList<CaptureSpan> Active, IReadOnlyList<CaptureSpan> Rest) : DemonstrationLabels;
}

/// <summary>A stretch of capture time, both ends included; microseconds since the Unix epoch.</summary>
/// <param name="StartMicros">First moment.</param>
/// <param name="EndMicros">Last moment.</param>
public readonly record struct CaptureSpan(long StartMicros, long EndMicros);
