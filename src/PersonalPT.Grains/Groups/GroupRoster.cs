using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Grains.Groups;

/// <summary>Who takes part, and by which session. Functions of what is stored and of nothing else.</summary>
internal static class GroupRoster
{
    /// <summary>Participants that a group may ever have.</summary>
    public const int Most = 200;

    /// <summary>Attachments that a group may ever have: each phone that comes back with another session makes one.</summary>
    public const int MostAttachments = 2000;

    /// <summary>Somebody joins, or joins again.</summary>
    public static (GroupOutcome Outcome, StoredGroup Group, int Number) Join(StoredGroup group, JoinGroup command, long now)
    {
        if (group.Phase == GroupPhase.Finished)
            return (GroupOutcome.Over, group, 0);

        var known = group.Participants.FirstOrDefault(p => p.AthleteId == command.AthleteId);
        if (known?.Standing == ParticipantStanding.Removed)
            return (GroupOutcome.Removed, group, known.Number);
        if (known is null && group.Participants.Count >= Most)
            return (GroupOutcome.Full, group, 0);

        var participant = known is null
            ? new GroupParticipant(
                group.Participants.Count + 1, command.AthleteId, command.Nickname, command.Ranked, Muted: false, ParticipantStanding.Present, now,
                Rounds(group.Plan, command.Bests))
            : known with
            {
                Nickname = command.Nickname ?? known.Nickname,
                Ranked = command.Ranked,
                Standing = ParticipantStanding.Present,
            };
        if (command.SessionId is { } session)
        {
            if (group.Attachments.Any(a => a.SessionId == session && a.ParticipantNumber != participant.Number))
                return (GroupOutcome.SessionTaken, group, 0);
            if (Attached(group, participant.Number)?.SessionId != session)
            {
                if (group.Attachments.Count >= MostAttachments)
                    return (GroupOutcome.Full, group, 0);

                // One session has one clock: what was counted by it must not move when its phone says another time later.
                var offset = group.Attachments.FirstOrDefault(a => a.SessionId == session)?.ClockOffsetMicros ?? command.ClockOffsetMicros;
                group = Detach(group, participant.Number, now);
                // The clock of a server that takes the group over may be behind: what is attached twice at one time would count twice.
                var from = group.Attachments.Where(a => a.ParticipantNumber == participant.Number).Select(a => a.UntilMicros ?? now).Append(now).Max();
                group = group with { Attachments = [.. group.Attachments, new GroupAttachment(participant.Number, session, offset, from, null)] };
            }
        }

        return (GroupOutcome.Done, With(group, participant), participant.Number);
    }

    /// <summary>Somebody leaves, or is removed: what his session does from now on does not count.</summary>
    public static StoredGroup Leave(StoredGroup group, GroupParticipant participant, ParticipantStanding standing, long now) =>
        participant.Standing is ParticipantStanding.Removed || participant.Standing == standing
            ? group
            : With(Detach(group, participant.Number, now), participant with { Standing = standing });

    /// <summary>Boards leave somebody out, or show him again.</summary>
    public static StoredGroup Mute(StoredGroup group, GroupParticipant participant, bool muted) =>
        participant.Muted == muted ? group : With(group, participant with { Muted = muted });

    /// <summary>The session that counts for a participant now; null: none.</summary>
    public static GroupAttachment? Attached(StoredGroup group, int participantNumber) =>
        group.Attachments.LastOrDefault(a => a.ParticipantNumber == participantNumber && a.UntilMicros is null);

    /// <summary>The group with a participant as he is now.</summary>
    public static StoredGroup With(StoredGroup group, GroupParticipant participant)
    {
        var before = participant.Number - 1;
        if (before < group.Participants.Count && group.Participants[before] == participant)
            return group;

        return group with { Participants = [.. group.Participants.Take(before), participant, .. group.Participants.Skip(before + 1)] };
    }

    private static StoredGroup Detach(StoredGroup group, int participantNumber, long now) => Attached(group, participantNumber) is null
        ? group
        : group with
        {
            Attachments =
            [
                .. group.Attachments.Select(a => a.ParticipantNumber == participantNumber && a.UntilMicros is null
                    ? a with { UntilMicros = Math.Max(now, a.FromMicros) }
                    : a),
            ],
        };

    private static GroupRoundResult[] Rounds(GroupPlan plan, IReadOnlyList<int> bests) =>
        [.. plan.Rounds.Select((_, i) => new GroupRoundResult(0, i < bests.Count ? bests[i] : 0))];
}
