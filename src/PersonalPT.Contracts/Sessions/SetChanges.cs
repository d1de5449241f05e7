namespace PersonalPT.Contracts.Sessions;

/// <summary>Somebody has said something about a set that is over. What was counted is never touched by it.</summary>
/// <param name="ChangeId">A UUID made by the sender.</param>
/// <param name="SetNumber">Which set.</param>
/// <param name="AuthorId">Who.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SetChange")]
public abstract record SetChange([property: Id(0)] string ChangeId, [property: Id(1)] int SetNumber, [property: Id(2)] string AuthorId) : SessionEventBody
{
    /// <inheritdoc/>
    public sealed override string IdempotencyKey => $"set_change:{ChangeId}";
}

/// <summary>Something was noted about a set. What is not named stays as it was.</summary>
/// <param name="ChangeId">A UUID made by the sender.</param>
/// <param name="SetNumber">Which set.</param>
/// <param name="AuthorId">Who.</param>
/// <param name="LoadGrams">The load, 0 to <see cref="HeaviestLoadGrams"/>; null: not named.</param>
/// <param name="RpeHalves">The effort (rate of perceived exertion, 1 to 10) in half steps, <see cref="LeastRpeHalves"/> to <see cref="MostRpeHalves"/>;
/// null: not named.</param>
/// <param name="Note">A text of 1 to <see cref="LongestNote"/> characters (code points); null: not named.</param>
/// <param name="Removed">What is taken away; never what is named.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SetAnnotated")]
public sealed record SetAnnotated(
    string ChangeId,
    int SetNumber,
    string AuthorId,
    [property: Id(0)] int? LoadGrams,
    [property: Id(1)] int? RpeHalves,
    [property: Id(2)] string? Note,
    [property: Id(3)] SetAnnotationParts Removed) : SetChange(ChangeId, SetNumber, AuthorId)
{
    /// <summary>The largest load: a tonne.</summary>
    public const int HeaviestLoadGrams = 1_000_000;

    /// <summary>An effort of 1.</summary>
    public const int LeastRpeHalves = 2;

    /// <summary>An effort of 10.</summary>
    public const int MostRpeHalves = 20;

    /// <summary>Characters (code points) that a note may have.</summary>
    public const int LongestNote = 500;
}

/// <summary>Somebody says how many reps a set had, or takes that back. The counted number stays beside it.</summary>
/// <param name="ChangeId">A UUID made by the sender.</param>
/// <param name="SetNumber">Which set.</param>
/// <param name="AuthorId">Who.</param>
/// <param name="Reps">How many, 0 to <see cref="MostReps"/>; null: the correction is withdrawn.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SetCorrected")]
public sealed record SetCorrected(string ChangeId, int SetNumber, string AuthorId, [property: Id(0)] int? Reps) : SetChange(ChangeId, SetNumber, AuthorId)
{
    /// <summary>More than anybody does in a set, which is five minutes long at most.</summary>
    public const int MostReps = 1000;
}

/// <summary>What can be noted about a set. Stored: never renumber.</summary>
[Flags, GenerateSerializer, Alias("PersonalPT.SetAnnotationParts")]
public enum SetAnnotationParts
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>The load.</summary>
    Load = 1,
    /// <summary>The effort.</summary>
    Rpe = 2,
    /// <summary>The note.</summary>
    Note = 4,
}

/// <summary>A change of a set as it is kept.</summary>
/// <param name="Change">What was said.</param>
/// <param name="RecordedMicros">When it was written, microseconds since the Unix epoch by the server's clock.</param>
/// <param name="EventSeq">Its number in the session's log; 0: it was made after the session's end.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.RecordedSetChange")]
public sealed record RecordedSetChange([property: Id(0)] SetChange Change, [property: Id(1)] long RecordedMicros, [property: Id(2)] long EventSeq);

/// <summary>The answer to a change of a set.</summary>
/// <param name="Outcome">Whether it is kept.</param>
/// <param name="Recorded">As it is kept; null where it is not.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SetChangeResult")]
public sealed record SetChangeResult([property: Id(0)] SetChangeOutcome Outcome, [property: Id(1)] RecordedSetChange? Recorded = null);

/// <summary>Whether a change of a set is kept. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.SetChangeOutcome")]
public enum SetChangeOutcome
{
    /// <summary>It is; perhaps it was before.</summary>
    Written = 1,
    /// <summary>There is no such session.</summary>
    NoSuchSession = 2,
    /// <summary>The session has no such set.</summary>
    NoSuchSet = 3,
    /// <summary>The set is still running.</summary>
    StillRunning = 4,
    /// <summary>There is another change of this id.</summary>
    Conflict = 5,
    /// <summary>The set was changed as often as one may be.</summary>
    TooMany = 6,
    /// <summary>The session is moving: come again.</summary>
    Resume = 7,
}
