using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Grains.Groups;

/// <summary>What is told of a stored group.</summary>
internal static class GroupSnapshots
{
    /// <summary>The group as it stands at a moment.</summary>
    public static GroupSnapshot Snapshot(this StoredGroup group, long now) => new(
        group.Group,
        group.Plan,
        group.Code ?? "",
        GroupCourse.Clock(group, now),
        group.Participants.Count(p => p.Standing == ParticipantStanding.Present),
        group.PlannedMicros,
        group.PlannedBy,
        group.StartedMicros,
        group.EndedMicros);
}
