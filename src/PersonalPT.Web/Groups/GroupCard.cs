using PersonalPT.Contracts.Groups;
using PersonalPT.Counting;

namespace PersonalPT.Web.Groups;

/// <summary>What a group's board shows of one participant, without what moves all the time. Equal cards look alike.</summary>
/// <param name="Number">From 1, in the order of joining.</param>
/// <param name="Name">How the board names him.</param>
/// <param name="IsVisitor">Whether it is the one who looks.</param>
/// <param name="Muted">Whether other boards leave him out.</param>
/// <param name="Signal">Whether he can be counted now.</param>
/// <param name="Active">Whether he is in State A.</param>
/// <param name="Tempo">Reps a minute; 0: too few.</param>
/// <param name="RepsInRound">Reps of the round.</param>
/// <param name="RepsTotal">Reps of all rounds.</param>
/// <param name="PercentOfBest">Percent of his own best; null: none is known.</param>
/// <param name="Rank">From 1; 0: not ranked.</param>
/// <param name="ReachedTarget">In a round by reps: all done.</param>
public sealed record GroupCard(
    int Number,
    string Name,
    bool IsVisitor,
    bool Muted,
    ParticipantSignal Signal,
    bool Active,
    int Tempo,
    int RepsInRound,
    int RepsTotal,
    int? PercentOfBest,
    int Rank,
    bool ReachedTarget)
{
    /// <summary>The name of the card's element in the page.</summary>
    public string ElementId => $"p-{Number}";

    /// <summary>What a row of a board shows.</summary>
    public static GroupCard Of(Contracts.Groups.BoardRow row, bool isVisitor)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new GroupCard(
            row.ParticipantNumber,
            row.Name,
            isVisitor,
            row.Muted,
            row.Signal,
            row.State == MovementState.Active,
            (int)Math.Round(row.Tempo),
            row.RepsInRound,
            row.RepsTotal,
            row.PercentOfBest is { } percent ? (int)Math.Round(percent) : null,
            row.Rank,
            row.ReachedTarget);
    }
}

/// <summary>One participant on a group's board.</summary>
/// <param name="Card">What stands there.</param>
/// <param name="Movement">Where the movement is, percent: 0 is the demonstration's rest, 100 its active pose.</param>
public sealed record GroupRow(GroupCard Card, int Movement);
