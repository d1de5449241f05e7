using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Training;

/// <summary>What was found in a demonstration, for the coach to confirm before a model is made of it.</summary>
public sealed record TrainingPreview
{
    /// <summary>The reps, rest first.</summary>
    public required IReadOnlyList<Rep> Reps { get; init; }

    /// <summary>A typical skeleton at rest.</summary>
    public required IReadOnlyList<Landmark> RestPose { get; init; }

    /// <summary>A typical skeleton in the active state.</summary>
    public required IReadOnlyList<Landmark> ActivePose { get; init; }

    /// <summary>The movement over the demonstration: 0 = rest, 1 = active pose.</summary>
    public required IReadOnlyList<SignalSample> Signal { get; init; }

    /// <summary>How sure it is which of the two poses is the rest; below 1 the coach should look. Infinite where it was labelled, or the coach exchanged them.</summary>
    public required double PoseConfidence { get; init; }

    /// <summary>What the model would report.</summary>
    public required TrainingReport Report { get; init; }
}

/// <summary>The movement at one moment.</summary>
/// <param name="CaptureMicros">Capture time, microseconds since the Unix epoch.</param>
/// <param name="Value">0 = rest, 1 = active pose.</param>
public readonly record struct SignalSample(long CaptureMicros, float Value);
