using PersonalPT.Contracts.Plans;

namespace PersonalPT.Contracts.Sessions;

/// <summary>Starts a session.</summary>
/// <param name="AthleteId">Whose it is.</param>
/// <param name="ExerciseId">What is done first.</param>
/// <param name="Capture">How its landmarks are made.</param>
/// <param name="HoldFramesForTeaching">Keep up to five minutes of landmarks in memory.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.StartSession")]
public sealed record StartSession(
    [property: Id(0)] string AthleteId,
    [property: Id(1)] string ExerciseId,
    [property: Id(2)] CaptureHeader Capture,
    [property: Id(3)] bool HoldFramesForTeaching)
{
    /// <summary>Record what comes in. The athlete has asked for it himself.</summary>
    [Id(4)]
    public bool Record { get; init; }

    /// <summary>The plan that it follows; null: none. Which revision counts only where the session is made.</summary>
    [Id(5)]
    public PlanReference? Plan { get; init; }
}

/// <summary>The answer to <see cref="StartSession"/>.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Session">The session, where there is one.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.StartSessionResult")]
public sealed record StartSessionResult([property: Id(0)] StartSessionOutcome Outcome, [property: Id(1)] SessionSnapshot? Session);

/// <summary>What came of starting a session. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.StartSessionOutcome")]
public enum StartSessionOutcome
{
    /// <summary>It runs, or ran already with the same content.</summary>
    Started = 1,
    /// <summary>The exercise does not exist in this gym, or nobody has taught it.</summary>
    UnknownExercise = 2,
    /// <summary>A session of this name exists with another athlete, capture or plan.</summary>
    Conflict = 3,
}
