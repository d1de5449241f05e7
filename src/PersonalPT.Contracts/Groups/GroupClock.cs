namespace PersonalPT.Contracts.Groups;

/// <summary>The one clock of a group, as it stands at a moment. Times are the server's: microseconds since the Unix epoch.</summary>
/// <param name="Phase">What is going on.</param>
/// <param name="Paused">Whether it stands still.</param>
/// <param name="RoundNumber">The round that runs, or in a count-in or rest the next one; 0: not started.</param>
/// <param name="AtMicros">The moment.</param>
/// <param name="PhaseStartedMicros">When the phase began, moved on by its pauses; 0: not started.</param>
/// <param name="LeftMicros">What is left of the phase; null: without end.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.GroupClock")]
public readonly record struct GroupClock(
    [property: Id(0)] GroupPhase Phase,
    [property: Id(1)] bool Paused,
    [property: Id(2)] int RoundNumber,
    [property: Id(3)] long AtMicros,
    [property: Id(4)] long PhaseStartedMicros,
    [property: Id(5)] long? LeftMicros);

/// <summary>Where in its life a group is. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.GroupPhase")]
public enum GroupPhase
{
    /// <summary>People join; nothing runs.</summary>
    Planned = 1,
    /// <summary>The first round is about to begin.</summary>
    CountIn = 2,
    /// <summary>Reps count.</summary>
    Round = 3,
    /// <summary>Between two rounds.</summary>
    Rest = 4,
    /// <summary>Over.</summary>
    Finished = 5,
}
