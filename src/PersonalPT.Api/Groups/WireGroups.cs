using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Groups;
using V1 = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Groups;

/// <summary>Groups as they go over the wire, cut down to what the caller may see.</summary>
internal static class WireGroups
{
    /// <summary>A group.</summary>
    public static V1.Group Write(GroupSnapshot group, Member caller)
    {
        var plan = new V1.GroupPlan
        {
            Title = group.Plan.Title,
            Ranking = (V1.GroupRanking)group.Plan.Ranking,
            CountInSeconds = (uint)group.Plan.CountInSeconds,
        };
        plan.Rounds.AddRange(group.Plan.Rounds.Select(Write));
        return new V1.Group
        {
            GroupId = group.Group.GroupId,
            Plan = plan,
            Code = group.Code,
            Clock = Write(group.Clock),
            Participants = (uint)group.Participants,
            PlannedTimeUs = group.PlannedMicros,
            StartedTimeUs = group.StartedMicros ?? 0,
            EndedTimeUs = group.EndedMicros ?? 0,
            PlannedBy = caller.SeesEverybody ? group.PlannedBy : "",
        };
    }

    /// <summary>A board that is cut down already.</summary>
    public static V1.GroupBoard Write(GroupBoard board)
    {
        var wire = new V1.GroupBoard
        {
            GroupId = board.Group.GroupId,
            Title = board.Plan.Title,
            Ranking = (V1.GroupRanking)board.Plan.Ranking,
            Clock = Write(board.Clock),
            Code = board.Code,
        };
        wire.Rounds.AddRange(board.Plan.Rounds.Select(Write));
        wire.Rows.AddRange(board.Rows.Select(Write));
        return wire;
    }

    /// <summary>A result.</summary>
    public static V1.GroupResult Write(GroupResult result, Member caller)
    {
        var wire = new V1.GroupResult
        {
            ParticipantNumber = (uint)result.ParticipantNumber,
            Name = result.Name,
            AthleteId = caller.Sees(result.AthleteId) ? result.AthleteId : "",
            Rank = (uint)result.Rank,
            RepsTotal = (uint)result.RepsByRound.Sum(),
        };
        wire.RepsByRound.AddRange(result.RepsByRound.Select(reps => (uint)reps));
        if (result.PercentOfBest is { } percent)
            wire.PercentOfBest = percent;
        return wire;
    }

    private static V1.GroupRound Write(GroupRound round) => new()
    {
        ExerciseId = round.ExerciseId,
        TargetReps = (uint)round.TargetReps,
        Seconds = (uint)round.Seconds,
        RestSeconds = (uint)round.RestSeconds,
    };

    private static V1.GroupClock Write(GroupClock clock)
    {
        var wire = new V1.GroupClock
        {
            Phase = (V1.GroupPhase)clock.Phase,
            Paused = clock.Paused,
            RoundNumber = (uint)clock.RoundNumber,
            TimeUs = clock.AtMicros,
            PhaseStartedTimeUs = clock.PhaseStartedMicros,
        };
        if (clock.LeftMicros is { } left)
            wire.LeftUs = left;
        return wire;
    }

    private static V1.BoardRow Write(BoardRow row)
    {
        var wire = new V1.BoardRow
        {
            ParticipantNumber = (uint)row.ParticipantNumber,
            Name = row.Name,
            AthleteId = row.AthleteId,
            Signal = (V1.ParticipantSignal)row.Signal,
            State = (V1.MovementState)row.State,
            Progress = row.Progress,
            Tempo = row.Tempo,
            RepsInRound = (uint)row.RepsInRound,
            RepsTotal = (uint)row.RepsTotal,
            Rank = (uint)row.Rank,
            ReachedTarget = row.ReachedTarget,
            Muted = row.Muted,
        };
        if (row.PercentOfBest is { } percent)
            wire.PercentOfBest = percent;
        return wire;
    }
}
