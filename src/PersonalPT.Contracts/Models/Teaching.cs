using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Contracts.Models;

/// <summary>Frames of a demonstration, packed.</summary>
/// <param name="CaptureMicros">One a frame, rising.</param>
/// <param name="Seen">One a frame: whether it shows a person.</param>
/// <param name="Landmarks">33 for each frame that shows a person, isotropic.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.PackedFrames")]
public sealed record PackedFrames([property: Id(0)] long[] CaptureMicros, [property: Id(1)] bool[] Seen, [property: Id(2)] Landmark[] Landmarks)
{
    /// <summary>The frames one by one.</summary>
    public IReadOnlyList<CapturedFrame> Unpack()
    {
        var frames = new CapturedFrame[CaptureMicros.Length];
        var at = 0;
        for (var i = 0; i < frames.Length; i++)
        {
            var count = Seen[i] ? Skeleton.LandmarkCount : 0;
            frames[i] = new CapturedFrame(CaptureMicros[i], Landmarks.AsMemory(at, count));
            at += count;
        }

        return frames;
    }
}

/// <summary>What to learn from.</summary>
/// <param name="Frames">The demonstration.</param>
/// <param name="Labels">What the coach says about it.</param>
/// <param name="SwapPoses">Exchange rest and active pose.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.Lesson")]
public sealed record Lesson([property: Id(0)] PackedFrames Frames, [property: Id(1)] DemonstrationLabels Labels, [property: Id(2)] bool SwapPoses);

/// <summary>The answer to a lesson's preview.</summary>
/// <param name="Preview">What was found; null where it was refused.</param>
/// <param name="Refusal">Why nothing can be learnt; null where something can.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.PreviewResult")]
public sealed record PreviewResult([property: Id(0)] TrainingPreview? Preview, [property: Id(1)] Refusal? Refusal);

/// <summary>The answer to a lesson, an import, an activation or a roll-back.</summary>
/// <param name="Version">The version; null where it was refused.</param>
/// <param name="Refusal">Why not; null where it was done.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.ModelResult")]
public sealed record ModelResult([property: Id(0)] ModelVersion? Version, [property: Id(1)] Refusal? Refusal);

/// <summary>Why something was refused.</summary>
/// <param name="Kind">For programs.</param>
/// <param name="Message">For people: what was wrong and what to do.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.Refusal")]
public sealed record Refusal([property: Id(0)] RefusalKind Kind, [property: Id(1)] string Message);

/// <summary>Why something was refused. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.RefusalKind")]
public enum RefusalKind
{
    /// <summary>The demonstration cannot be learnt from.</summary>
    Demonstration = 1,
    /// <summary>The model file cannot be read.</summary>
    ModelFile = 2,
    /// <summary>There is no such version.</summary>
    NoSuchVersion = 3,
    /// <summary>There is no such exercise in this gym.</summary>
    NoSuchExercise = 4,
    /// <summary>There is no earlier version to go back to.</summary>
    NothingToRollBack = 5,
    /// <summary>The state is not the one that the caller supposed.</summary>
    Conflict = 6,
}
