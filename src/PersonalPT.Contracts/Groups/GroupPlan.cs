namespace PersonalPT.Contracts.Groups;

/// <summary>What a group is going to do.</summary>
/// <param name="Title">For people.</param>
/// <param name="Ranking">How its board is ranked.</param>
/// <param name="CountInSeconds">Before the first round.</param>
/// <param name="Rounds">At least one, in order; the first is round 1.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.GroupPlan")]
public sealed record GroupPlan(
    [property: Id(0)] string Title, [property: Id(1)] GroupRanking Ranking, [property: Id(2)] int CountInSeconds, [property: Id(3)] IReadOnlyList<GroupRound> Rounds);

/// <summary>A round.</summary>
/// <param name="ExerciseId">What is done, and the only thing that counts.</param>
/// <param name="TargetReps">0: by time. Otherwise it ends as soon as everybody who takes part has done so many.</param>
/// <param name="Seconds">How long it lasts at most; 0: until all are done or staff skip.</param>
/// <param name="RestSeconds">The rest behind it; there is none behind the last.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.GroupRound")]
public sealed record GroupRound(
    [property: Id(0)] string ExerciseId, [property: Id(1)] int TargetReps, [property: Id(2)] int Seconds, [property: Id(3)] int RestSeconds);

/// <summary>How a board is ranked. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.GroupRanking")]
public enum GroupRanking
{
    /// <summary>Nobody is ranked.</summary>
    None = 1,
    /// <summary>By reps in all rounds.</summary>
    Reps = 2,
    /// <summary>By percent of one's own best.</summary>
    PercentOfBest = 3,
}
