using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage.Groups;

/// <summary>A group as rows, and back.</summary>
internal static class GroupRows
{
    /// <summary>All rows of a new group.</summary>
    public static GroupRow Make(StoredGroup group)
    {
        var (gymId, groupId) = group.Group;
        var row = new GroupRow
        {
            GymId = gymId,
            GroupId = groupId,
            Revision = group.Revision,
            Writer = "",
            Title = group.Plan.Title,
            Ranking = group.Plan.Ranking,
            CountInSeconds = group.Plan.CountInSeconds,
            Code = group.Code,
            PlannedBy = group.PlannedBy,
            PlannedMicros = group.PlannedMicros,
            StartedMicros = group.StartedMicros,
            EndedMicros = group.EndedMicros,
            Settled = group.Settled,
            Phase = group.Phase,
            RoundNumber = group.RoundNumber,
            PhaseStartedMicros = group.PhaseStartedMicros,
            PausedMicros = group.PausedMicros,
        };
        for (var i = 0; i < group.Plan.Rounds.Count; i++)
        {
            var (exercise, target, seconds, rest) = group.Plan.Rounds[i];
            row.Rounds.Add(new GroupRoundRow
            {
                GymId = gymId,
                GroupId = groupId,
                RoundNumber = i + 1,
                ExerciseId = exercise,
                TargetReps = target,
                Seconds = seconds,
                RestSeconds = rest,
            });
        }

        BringLists(row, group);
        return row;
    }

    /// <summary>Brings stored rows to what the group is now. What never changes is left alone.</summary>
    public static void Bring(GroupRow row, StoredGroup group)
    {
        row.Code = group.Code;
        row.StartedMicros = group.StartedMicros;
        row.EndedMicros = group.EndedMicros;
        row.Settled = group.Settled;
        row.Phase = group.Phase;
        row.RoundNumber = group.RoundNumber;
        row.PhaseStartedMicros = group.PhaseStartedMicros;
        row.PausedMicros = group.PausedMicros;
        BringLists(row, group);
    }

    /// <summary>The group that rows tell of; their lists are in order.</summary>
    public static StoredGroup Read(GroupRow row) => new()
    {
        Group = new GroupKey(row.GymId, row.GroupId),
        Revision = row.Revision,
        Plan = new GroupPlan(
            row.Title, row.Ranking, row.CountInSeconds,
            row.Rounds.ConvertAll(r => new GroupRound(r.ExerciseId, r.TargetReps, r.Seconds, r.RestSeconds))),
        Code = row.Code,
        PlannedBy = row.PlannedBy,
        PlannedMicros = row.PlannedMicros,
        StartedMicros = row.StartedMicros,
        EndedMicros = row.EndedMicros,
        Settled = row.Settled,
        Phase = row.Phase,
        RoundNumber = row.RoundNumber,
        PhaseStartedMicros = row.PhaseStartedMicros,
        PausedMicros = row.PausedMicros,
        Spans = row.Spans.ConvertAll(s => new GroupSpan(s.RoundNumber, s.StartMicros, s.EndMicros)),
        Participants = row.Participants.ConvertAll(p => new GroupParticipant(
            p.ParticipantNumber, p.AthleteId, p.Nickname, p.Ranked, p.Muted, p.Standing, p.JoinedMicros,
            p.Results.ConvertAll(r => new GroupRoundResult(r.Reps, r.Best)))),
        Attachments = row.Attachments.ConvertAll(a =>
            new GroupAttachment(a.ParticipantNumber, a.SessionId, a.ClockOffsetMicros, a.FromMicros, a.UntilMicros)),
    };

    private static void BringLists(GroupRow row, StoredGroup group)
    {
        for (var i = 0; i < group.Spans.Count; i++)
        {
            var (round, start, end) = group.Spans[i];
            if (i < row.Spans.Count)
            {
                row.Spans[i].EndMicros = end;
                continue;
            }

            row.Spans.Add(new GroupSpanRow
            {
                GymId = row.GymId,
                GroupId = row.GroupId,
                SpanNumber = i + 1,
                RoundNumber = round,
                StartMicros = start,
                EndMicros = end,
            });
        }

        for (var i = 0; i < group.Participants.Count; i++)
        {
            var participant = group.Participants[i];
            if (i == row.Participants.Count)
            {
                row.Participants.Add(new GroupParticipantRow
                {
                    GymId = row.GymId,
                    GroupId = row.GroupId,
                    ParticipantNumber = participant.Number,
                    AthleteId = participant.AthleteId,
                    Ranked = participant.Ranked,
                    Muted = participant.Muted,
                    Standing = participant.Standing,
                    JoinedMicros = participant.JoinedMicros,
                });
            }

            Bring(row.Participants[i], participant);
        }

        for (var i = 0; i < group.Attachments.Count; i++)
        {
            var (participant, session, offset, from, until) = group.Attachments[i];
            if (i < row.Attachments.Count)
            {
                row.Attachments[i].UntilMicros = until;
                continue;
            }

            row.Attachments.Add(new GroupAttachmentRow
            {
                GymId = row.GymId,
                GroupId = row.GroupId,
                AttachmentNumber = i + 1,
                ParticipantNumber = participant,
                SessionId = session,
                ClockOffsetMicros = offset,
                FromMicros = from,
                UntilMicros = until,
            });
        }
    }

    private static void Bring(GroupParticipantRow row, GroupParticipant participant)
    {
        row.Nickname = participant.Nickname;
        row.Ranked = participant.Ranked;
        row.Muted = participant.Muted;
        row.Standing = participant.Standing;
        for (var i = 0; i < participant.Rounds.Count; i++)
        {
            var (reps, best) = participant.Rounds[i];
            if (i < row.Results.Count)
            {
                row.Results[i].Reps = reps;
                row.Results[i].Best = best;
                continue;
            }

            row.Results.Add(new GroupResultRow
            {
                GymId = row.GymId,
                GroupId = row.GroupId,
                ParticipantNumber = row.ParticipantNumber,
                RoundNumber = i + 1,
                Reps = reps,
                Best = best,
            });
        }
    }
}
