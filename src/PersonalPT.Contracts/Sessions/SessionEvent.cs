using System.Text.Json.Serialization;
using PersonalPT.Contracts.Models;
using PersonalPT.Counting;

namespace PersonalPT.Contracts.Sessions;

/// <summary>An entry of a session's log.</summary>
/// <param name="Session">The session.</param>
/// <param name="AthleteId">Whose session it is.</param>
/// <param name="EventSeq">1, 2, 3, ... within the session.</param>
/// <param name="RecordedMicros">When it was written, microseconds since the Unix epoch by the server's clock.</param>
/// <param name="Body">What happened.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SessionEvent")]
public sealed record SessionEvent(
    [property: Id(0)] SessionKey Session,
    [property: Id(1)] string AthleteId,
    [property: Id(2)] long EventSeq,
    [property: Id(3)] long RecordedMicros,
    [property: Id(4)] SessionEventBody Body);

/// <summary>What happened in a session. Stored as JSON and sent between silos: names and numbers never change meaning.</summary>
[GenerateSerializer, Immutable, Alias("PersonalPT.SessionEventBody")]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SessionStarted), "session_started")]
[JsonDerivedType(typeof(ExerciseSelected), "exercise_selected")]
[JsonDerivedType(typeof(ExerciseUnknown), "exercise_unknown")]
[JsonDerivedType(typeof(SetStarted), "set_started")]
[JsonDerivedType(typeof(RepCompleted), "rep_completed")]
[JsonDerivedType(typeof(SetEnded), "set_ended")]
[JsonDerivedType(typeof(InputGap), "input_gap")]
[JsonDerivedType(typeof(SessionPaused), "session_paused")]
[JsonDerivedType(typeof(SessionUnpaused), "session_unpaused")]
[JsonDerivedType(typeof(SessionEnded), "session_ended")]
[JsonDerivedType(typeof(CueSent), "cue_sent")]
[JsonDerivedType(typeof(CueAcknowledged), "cue_acknowledged")]
[JsonDerivedType(typeof(SetAnnotated), "set_annotated")]
[JsonDerivedType(typeof(SetCorrected), "set_corrected")]
public abstract record SessionEventBody
{
    /// <summary>
    /// What makes this event the same event when it is written again: (set, ordinal) for a counter's event, the input's number for what a client did, the sender's own id for a cue or a change of a set.
    /// Unique within the session; the journal refuses a second one.
    /// </summary>
    public abstract string IdempotencyKey { get; }
}

/// <summary>The session was started.</summary>
[GenerateSerializer, Immutable, Alias("PersonalPT.SessionStarted")]
public sealed record SessionStarted : SessionEventBody
{
    /// <inheritdoc/>
    public override string IdempotencyKey => "started";
}

/// <summary>What follows is counted as this exercise, with this model.</summary>
/// <param name="InputSeq">The input that chose it; 0 at the start.</param>
/// <param name="Model">The model.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.ExerciseSelected")]
public sealed record ExerciseSelected([property: Id(0)] long InputSeq, [property: Id(1)] ModelReference Model) : SessionEventBody
{
    /// <inheritdoc/>
    public override string IdempotencyKey => $"exercise:{InputSeq}";
}

/// <summary>
/// An exercise was chosen that does not exist or was never taught. It is an entry and not an error, because the input stands in the sequence for good: the
/// set ended, and the exercise before goes on being counted.
/// </summary>
/// <param name="InputSeq">The input that chose it.</param>
/// <param name="ExerciseId">What was chosen.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.ExerciseUnknown")]
public sealed record ExerciseUnknown([property: Id(0)] long InputSeq, [property: Id(1)] string ExerciseId) : SessionEventBody
{
    /// <inheritdoc/>
    public override string IdempotencyKey => $"exercise_unknown:{InputSeq}";
}

/// <summary>A set has begun.</summary>
/// <param name="SetNumber">From 1.</param>
/// <param name="StartMicros">Capture time of its first rep's start.</param>
/// <param name="Model">The model that counts it.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SetStarted")]
public sealed record SetStarted([property: Id(0)] int SetNumber, [property: Id(1)] long StartMicros, [property: Id(2)] ModelReference Model)
    : SessionEventBody
{
    /// <inheritdoc/>
    public override string IdempotencyKey => $"set:{SetNumber}:started";
}

/// <summary>One more rep.</summary>
/// <param name="SetNumber">From 1.</param>
/// <param name="Ordinal">From 1 within the set.</param>
/// <param name="Rep">Provisional times.</param>
/// <param name="FoundLate">It had ended well before it was found.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.RepCompleted")]
public sealed record RepCompleted(
    [property: Id(0)] int SetNumber, [property: Id(1)] int Ordinal, [property: Id(2)] Rep Rep, [property: Id(3)] bool FoundLate) : SessionEventBody
{
    /// <inheritdoc/>
    public override string IdempotencyKey => $"set:{SetNumber}:rep:{Ordinal}";
}

/// <summary>A set is over.</summary>
/// <param name="SetNumber">From 1.</param>
/// <param name="Reason">Why.</param>
/// <param name="Reps">Final times, in time order; as many as were completed.</param>
/// <param name="FinalVote">The count by the evidence of the whole set.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SetEnded")]
public sealed record SetEnded(
    [property: Id(0)] int SetNumber,
    [property: Id(1)] SetEndReason Reason,
    [property: Id(2)] IReadOnlyList<Rep> Reps,
    [property: Id(3)] int FinalVote) : SessionEventBody
{
    /// <inheritdoc/>
    public override string IdempotencyKey => $"set:{SetNumber}:ended";
}

/// <summary>Inputs are missing that nobody holds any more.</summary>
/// <param name="FirstMissingInputSeq">The first that is missing.</param>
/// <param name="NextInputSeq">The first that is there again.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.InputGap")]
public sealed record InputGap([property: Id(0)] long FirstMissingInputSeq, [property: Id(1)] long NextInputSeq) : SessionEventBody
{
    /// <inheritdoc/>
    public override string IdempotencyKey => $"gap:{FirstMissingInputSeq}";
}

/// <summary>Frames are not counted from here.</summary>
/// <param name="InputSeq">The input that said so.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SessionPaused")]
public sealed record SessionPaused([property: Id(0)] long InputSeq) : SessionEventBody
{
    /// <inheritdoc/>
    public override string IdempotencyKey => $"pause:{InputSeq}";
}

/// <summary>Frames are counted again.</summary>
/// <param name="InputSeq">The input that said so.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SessionUnpaused")]
public sealed record SessionUnpaused([property: Id(0)] long InputSeq) : SessionEventBody
{
    /// <inheritdoc/>
    public override string IdempotencyKey => $"unpause:{InputSeq}";
}

/// <summary>The session is over.</summary>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SessionEnded")]
public sealed record SessionEnded([property: Id(0)] SessionEndReason Reason) : SessionEventBody
{
    /// <inheritdoc/>
    public override string IdempotencyKey => "ended";
}

/// <summary>Why a session is over. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.SessionEndReason")]
public enum SessionEndReason
{
    /// <summary>The client ended it.</summary>
    Client = 1,
    /// <summary>Nothing was heard for a day.</summary>
    Abandoned = 2,
    /// <summary>Its athlete is being erased; the session is deleted next.</summary>
    Erased = 3,
}
