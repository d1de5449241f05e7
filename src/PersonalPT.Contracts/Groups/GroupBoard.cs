using PersonalPT.Counting;

namespace PersonalPT.Contracts.Groups;

/// <summary>Everything that a board shows, at a moment. The last one is the one that counts; it is never stored.</summary>
/// <param name="Group">The group.</param>
/// <param name="Plan">What it does.</param>
/// <param name="Code">What people join by; empty once it is over.</param>
/// <param name="Clock">Its clock.</param>
/// <param name="Rows">
/// By rank, then by who came first; those who are not ranked stand last. Muted participants are among them and are for staff's eyes only; removed ones
/// are not. The athletes' ids are for staff and for each athlete himself.
/// </param>
[GenerateSerializer, Immutable, Alias("PersonalPT.GroupBoard")]
public sealed record GroupBoard(
    [property: Id(0)] GroupKey Group,
    [property: Id(1)] GroupPlan Plan,
    [property: Id(2)] string Code,
    [property: Id(3)] GroupClock Clock,
    [property: Id(4)] IReadOnlyList<BoardRow> Rows);

/// <summary>A participant on the board.</summary>
/// <param name="ParticipantNumber">From 1, in the order of joining.</param>
/// <param name="AthleteId">Who it is.</param>
/// <param name="Name">The nickname, or the athlete's id where he did not choose one.</param>
/// <param name="Muted">Boards leave the row out.</param>
/// <param name="Signal">Whether he can be counted now.</param>
/// <param name="State">State R or A.</param>
/// <param name="Progress">The movement's meter. 0: the demonstration's rest; 1: its active pose.</param>
/// <param name="Tempo">Reps a minute, by the last few of this round; 0: too few.</param>
/// <param name="RepsInRound">Reps of the running round; in a rest those of the round before.</param>
/// <param name="RepsTotal">Reps of all rounds.</param>
/// <param name="PercentOfBest">Percent of his own best; null: no best is known.</param>
/// <param name="Rank">From 1, equal ones alike; 0: not ranked.</param>
/// <param name="ReachedTarget">In a round by reps: all done.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.BoardRow")]
public sealed record BoardRow(
    [property: Id(0)] int ParticipantNumber,
    [property: Id(1)] string AthleteId,
    [property: Id(2)] string Name,
    [property: Id(3)] bool Muted,
    [property: Id(4)] ParticipantSignal Signal,
    [property: Id(5)] MovementState State,
    [property: Id(6)] float Progress,
    [property: Id(7)] float Tempo,
    [property: Id(8)] int RepsInRound,
    [property: Id(9)] int RepsTotal,
    [property: Id(10)] float? PercentOfBest,
    [property: Id(11)] int Rank,
    [property: Id(12)] bool ReachedTarget);

/// <summary>Whether a participant can be counted. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.ParticipantSignal")]
public enum ParticipantSignal
{
    /// <summary>Frames come, with a person in them.</summary>
    InPicture = 1,
    /// <summary>Frames come, without a person in them.</summary>
    NotInPicture = 2,
    /// <summary>No frames come.</summary>
    Lost = 3,
    /// <summary>He left; what he did stays.</summary>
    Left = 4,
    /// <summary>He has no session yet, or nothing came of it yet.</summary>
    Waiting = 5,
}
