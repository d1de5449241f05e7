namespace PersonalPT.Counting.Training;

/// <summary>What a coach should know about a trained model.</summary>
public sealed record TrainingReport
{
    /// <summary>Reps labelled or found in the demonstration.</summary>
    public required int DemonstrationReps { get; init; }

    /// <summary>Reps that the model counts in its own demonstration.</summary>
    public required int CountedReps { get; init; }

    /// <summary>
    /// Distance of the two states in standard deviations (Mahalanobis, all features' group). Recorded demonstrations have 4 to 26, half of them over
    /// 15; below 7 two thirds of other people's sets are counted within one rep, above 18 five sixths.
    /// </summary>
    public required double Separation { get; init; }

    /// <summary>The features that carry the model, strongest first.</summary>
    public required IReadOnlyList<FeatureShare> Features { get; init; }

    /// <summary>The joint or limb that moves most, in plain words ("knee").</summary>
    public required string DominantJoint { get; init; }

    /// <summary>Frames of the demonstration.</summary>
    public required int Frames { get; init; }

    /// <summary>Frames in which nobody was found.</summary>
    public required int FramesWithoutPerson { get; init; }

    /// <summary>What to look at, in plain words; empty where all is well.</summary>
    public required IReadOnlyList<TrainingWarning> Warnings { get; init; }
}

/// <summary>One feature's part in telling the two states apart.</summary>
/// <param name="Name">The feature, in plain words ("knee angle").</param>
/// <param name="Share">Its share of the separation, 0 to 1.</param>
public sealed record FeatureShare(string Name, double Share);

/// <summary>Something that a coach should look at.</summary>
/// <param name="Code">A stable name for programs, such as <c>single_rep</c>.</param>
/// <param name="Text">The same in plain words.</param>
public sealed record TrainingWarning(string Code, string Text);
