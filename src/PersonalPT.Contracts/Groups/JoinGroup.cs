namespace PersonalPT.Contracts.Groups;

/// <summary>Somebody takes part, or takes part again.</summary>
/// <param name="AthleteId">Who.</param>
/// <param name="SessionId">The athlete's session that counts from now on; null: none yet.</param>
/// <param name="Nickname">How boards name him; null: as before, or by his id.</param>
/// <param name="Ranked">Whether he is ranked.</param>
/// <param name="ClockOffsetMicros">What has to be added to his phone's clock to get the server's.</param>
/// <param name="Bests">His own best for each round of the plan, 0 where none is known; empty where nobody asks.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.JoinGroup")]
public sealed record JoinGroup(
    [property: Id(0)] string AthleteId,
    [property: Id(1)] string? SessionId,
    [property: Id(2)] string? Nickname,
    [property: Id(3)] bool Ranked,
    [property: Id(4)] long ClockOffsetMicros,
    [property: Id(5)] IReadOnlyList<int> Bests);

/// <summary>What came of a call to a group.</summary>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="Group">The group as it stands; null where there is none.</param>
/// <param name="ParticipantNumber">Who joined; 0 in answers to other calls.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.GroupAnswer")]
public sealed record GroupAnswer([property: Id(0)] GroupOutcome Outcome, [property: Id(1)] GroupSnapshot? Group, [property: Id(2)] int ParticipantNumber = 0);

/// <summary>Whether a call to a group was done. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.GroupOutcome")]
public enum GroupOutcome
{
    /// <summary>It was, now or before.</summary>
    Done = 1,
    /// <summary>There is no such group.</summary>
    NoSuchGroup = 2,
    /// <summary>There is a group of this name with another plan.</summary>
    OtherPlan = 3,
    /// <summary>The group is over.</summary>
    Over = 4,
    /// <summary>The group has not begun.</summary>
    NotStarted = 5,
    /// <summary>The clock does not stand where the caller supposed.</summary>
    OtherPhase = 6,
    /// <summary>There is no such participant.</summary>
    NoSuchParticipant = 7,
    /// <summary>Staff removed the athlete.</summary>
    Removed = 8,
    /// <summary>No more participants fit in.</summary>
    Full = 9,
    /// <summary>The group's state could not be written, or another server has it; nothing was done: come again.</summary>
    Unavailable = 10,
    /// <summary>The session counts for another athlete.</summary>
    SessionTaken = 11,
}
