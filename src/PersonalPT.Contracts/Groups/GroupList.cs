using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Contracts.Groups;

/// <summary>The groups of a gym as they stand, for calls and pages alike: all of them for those who run the gym, for others those that they take part in.</summary>
public sealed class GroupList(IGrainFactory grains, IGroupStore store, TimeProvider time)
{
    private const int AskedAtOnce = 8;

    /// <summary>A page of the list, those planned last first.</summary>
    /// <param name="member">Who looks.</param>
    /// <param name="openOnly">Without those that are over.</param>
    /// <param name="before">Only groups after this place in the order; null: from the newest on.</param>
    /// <param name="size">At most this many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The groups, and where the next page begins; null where there is none.</returns>
    public async Task<(IReadOnlyList<GroupSnapshot> Groups, GroupPosition? Next)> Page(
        Member member, bool openOnly, GroupPosition? before, int size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        // One more than is shown tells whether there are older ones.
        var groups = await store.List(member.GymId, member.SeesEverybody ? null : member.UserId, openOnly, before, size + 1, cancellationToken);
        var page = new List<GroupSnapshot>();
        foreach (var some in groups.Take(size).Chunk(AskedAtOnce))
        {
            // One whose time came while nobody looked ended just now.
            page.AddRange((await Task.WhenAll(some.Select(Snapshot))).Where(group => !openOnly || group.EndedMicros is null));
        }

        return (page, groups.Count > size ? new GroupPosition(groups[size - 1].PlannedMicros, groups[size - 1].Group.GroupId) : null);
    }

    // What is over stands still; only of what is not does its grain know the clock.
    private async Task<GroupSnapshot> Snapshot(StoredGroup group) =>
        (group.EndedMicros is null ? await grains.GetGrain<IGroupSessionGrain>(group.Group.ToString()).Get() : null) ?? new GroupSnapshot(
            group.Group,
            group.Plan,
            group.Code ?? "",
            new GroupClock(group.Phase, false, group.RoundNumber, time.UtcMicros(), group.PhaseStartedMicros, null),
            group.Participants.Count(p => p.Standing == ParticipantStanding.Present),
            group.PlannedMicros,
            group.PlannedBy,
            group.StartedMicros,
            group.EndedMicros);
}
