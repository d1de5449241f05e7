using System.Collections.Immutable;
using PersonalPT.Contracts.Groups;

namespace PersonalPT.Web.Groups;

/// <summary>A group's board at one moment.</summary>
/// <param name="Head">What stands over it.</param>
/// <param name="Time">Where its clock stands.</param>
/// <param name="Rows">In the order of the board.</param>
public sealed record GroupView(GroupHead Head, GroupTime Time, ImmutableArray<GroupRow> Rows)
{
    /// <summary>A board as its visitor sees it.</summary>
    /// <param name="board">The board, cut down to what he may see.</param>
    /// <param name="exercises">How exercises are called.</param>
    /// <param name="visitorId">Who looks.</param>
    public static GroupView Of(GroupBoard board, IReadOnlyDictionary<string, string> exercises, string visitorId)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(exercises);
        var (plan, clock) = (board.Plan, board.Clock);
        var round = clock.RoundNumber > 0 ? plan.Rounds[clock.RoundNumber - 1] : plan.Rounds[0];
        var next = clock is { Phase: GroupPhase.Round } && clock.RoundNumber < plan.Rounds.Count ? plan.Rounds[clock.RoundNumber] : null;
        var head = new GroupHead(
            board.Group.GroupId, plan.Title, plan.Ranking, board.Code, clock.Phase, clock.Paused, clock.RoundNumber, plan.Rounds.Count,
            Name(round), round.TargetReps, next is null ? null : Name(next), Length(plan, clock));
        return new GroupView(head, GroupTime.Of(clock), [.. board.Rows.Select(row => new GroupRow(GroupCard.Of(row, row.AthleteId == visitorId), Percent(row.Progress)))]);

        string Name(GroupRound of) => exercises.GetValueOrDefault(of.ExerciseId, of.ExerciseId);
    }

    private static int Percent(float progress) => (int)Math.Round(Math.Clamp(progress, 0, 1) * 100);

    private static int? Length(GroupPlan plan, GroupClock clock) => clock.LeftMicros is null ? null : clock.Phase switch
    {
        GroupPhase.CountIn => plan.CountInSeconds,
        GroupPhase.Round => plan.Rounds[clock.RoundNumber - 1].Seconds,
        GroupPhase.Rest => plan.Rounds[clock.RoundNumber - 2].RestSeconds,
        _ => null,
    };
}

/// <summary>What stands over a group's board, without what moves all the time. Equal ones look alike.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Ranking">How it is ranked.</param>
/// <param name="Code">What people join by; empty once it is over.</param>
/// <param name="Phase">What is going on.</param>
/// <param name="Paused">Whether the clock stands still.</param>
/// <param name="RoundNumber">The round that runs, or in a count-in or rest the next one; 0: not started.</param>
/// <param name="Rounds">How many there are.</param>
/// <param name="Exercise">What that round does, for people.</param>
/// <param name="TargetReps">What it asks for; 0: it goes by time.</param>
/// <param name="NextExercise">What the round after it does; null: there is none, or none runs.</param>
/// <param name="LengthSeconds">How long the phase is; null: without end.</param>
public sealed record GroupHead(
    string GroupId, string Title, GroupRanking Ranking, string Code, GroupPhase Phase, bool Paused, int RoundNumber, int Rounds,
    string Exercise, int TargetReps, string? NextExercise, int? LengthSeconds)
{
    /// <summary>Whether a phase runs, or stands still in its midst.</summary>
    public bool Runs => Phase is GroupPhase.CountIn or GroupPhase.Round or GroupPhase.Rest;

    /// <summary>The phase as forms say which one they mean.</summary>
    public string PhaseMark => $"{(int)Phase}.{RoundNumber}";
}

/// <summary>Where a clock stands, and where it goes from there.</summary>
/// <param name="Milliseconds">Left of the phase; gone by, where it has no end.</param>
/// <param name="Direction">-1: it counts down; 1: up; 0: it stands still.</param>
/// <param name="CountsUp">Whether what it shows is the time that has gone by.</param>
public readonly record struct GroupTime(long Milliseconds, int Direction, bool CountsUp)
{
    /// <summary>The clock of a board.</summary>
    public static GroupTime Of(GroupClock clock)
    {
        var runs = clock is { Paused: false, Phase: GroupPhase.CountIn or GroupPhase.Round or GroupPhase.Rest };
        return clock.LeftMicros is { } left
            ? new GroupTime(left / 1000, runs ? -1 : 0, CountsUp: false)
            : new GroupTime(clock.Phase == GroupPhase.Round ? Math.Max(0, clock.AtMicros - clock.PhaseStartedMicros) / 1000 : 0, runs ? 1 : 0, CountsUp: true);
    }

    /// <summary>Minutes and seconds. What counts down shows 0:00 when it is over and not before.</summary>
    public override string ToString()
    {
        var seconds = CountsUp ? Milliseconds / 1000 : (Milliseconds + 999) / 1000;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00}");
    }
}
