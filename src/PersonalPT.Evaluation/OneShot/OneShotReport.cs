namespace PersonalPT.Evaluation.OneShot;

/// <summary>What <see cref="OneShotAcrossPeople"/> measured.</summary>
public sealed record OneShotReport
{
    /// <summary>One row an exercise, by name.</summary>
    public required IReadOnlyList<ExerciseAccuracy> Exercises { get; init; }

    /// <summary>Mean over the exercises, weighted by their recordings.</summary>
    public required ExerciseAccuracy Total { get; init; }

    /// <summary>Every pair, by exercise, demonstration and test in the order of the data sets.</summary>
    public required IReadOnlyList<PairResult> Pairs { get; init; }

    /// <summary>Demonstrations of which no model could be made: name, and why.</summary>
    public required IReadOnlyList<RefusedDemonstration> Refused { get; init; }
}

/// <summary>A demonstration of which no model could be made.</summary>
/// <param name="Exercise">Its exercise.</param>
/// <param name="Name">The recording.</param>
/// <param name="Reason">Why, in plain words.</param>
public sealed record RefusedDemonstration(string Exercise, string Name, string Reason);

/// <summary>How far the measuring has come.</summary>
/// <param name="Done">Demonstrations done.</param>
/// <param name="Total">Demonstrations in all.</param>
public readonly record struct OneShotProgress(int Done, int Total);
