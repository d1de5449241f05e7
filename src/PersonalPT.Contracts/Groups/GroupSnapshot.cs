namespace PersonalPT.Contracts.Groups;

/// <summary>A group as it stands.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Plan">What it does.</param>
/// <param name="Code">What people join by; empty once it is over.</param>
/// <param name="Clock">Its clock.</param>
/// <param name="Participants">Those who take part now.</param>
/// <param name="PlannedMicros">Microseconds since the Unix epoch.</param>
/// <param name="PlannedBy">Who planned it.</param>
/// <param name="StartedMicros">The same; null: not yet.</param>
/// <param name="EndedMicros">The same; null: not yet.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.GroupSnapshot")]
public sealed record GroupSnapshot(
    [property: Id(0)] GroupKey Group,
    [property: Id(1)] GroupPlan Plan,
    [property: Id(2)] string Code,
    [property: Id(3)] GroupClock Clock,
    [property: Id(4)] int Participants,
    [property: Id(5)] long PlannedMicros,
    [property: Id(6)] string PlannedBy,
    [property: Id(7)] long? StartedMicros,
    [property: Id(8)] long? EndedMicros);

/// <summary>What everybody did.</summary>
/// <param name="Group">The group.</param>
/// <param name="Results">By rank, then by who came first; without those who were removed.</param>
/// <param name="Final">Nothing will change any more.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.GroupResults")]
public sealed record GroupResults(
    [property: Id(0)] GroupSnapshot Group, [property: Id(1)] IReadOnlyList<GroupResult> Results, [property: Id(2)] bool Final);

/// <summary>What a participant did.</summary>
/// <param name="ParticipantNumber">From 1, in the order of joining.</param>
/// <param name="AthleteId">Who it is.</param>
/// <param name="Name">The nickname, or the athlete's id where he did not choose one.</param>
/// <param name="Rank">0: not ranked.</param>
/// <param name="RepsByRound">One a round of the plan.</param>
/// <param name="PercentOfBest">Percent of his own best; null: no best is known.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.GroupResult")]
public sealed record GroupResult(
    [property: Id(0)] int ParticipantNumber,
    [property: Id(1)] string AthleteId,
    [property: Id(2)] string Name,
    [property: Id(3)] int Rank,
    [property: Id(4)] IReadOnlyList<int> RepsByRound,
    [property: Id(5)] float? PercentOfBest);
