using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;
using PersonalPT.Grains.Groups;
using static PersonalPT.Grains.Tests.Groups.SampleGroups;

namespace PersonalPT.Grains.Tests.Groups;

public sealed class GroupRosterTests
{
    [Fact]
    public void Joining_again_with_the_same_session_changes_nothing()
    {
        var joined = Join(Planned(), Joining("anna", "s1", offset: 5), 1);

        Assert.Equal(joined, Join(joined, Joining("anna", "s1", offset: 9), 2));
        Assert.Equal([new GroupAttachment(1, "s1", 5, 1, null)], joined.Attachments);
    }

    [Fact]
    public void A_phone_that_comes_back_with_another_session_goes_on_as_the_same_participant()
    {
        var group = Join(Join(Planned(), Joining("anna", "s1"), 1), Joining("anna", "s2"), 5);

        Assert.Equal("anna", Assert.Single(group.Participants).AthleteId);
        Assert.Equal([new GroupAttachment(1, "s1", 0, 1, 5), new GroupAttachment(1, "s2", 0, 5, null)], group.Attachments);
    }

    [Fact]
    public void A_session_keeps_the_clock_that_it_came_with()
    {
        var group = Join(Join(Join(Planned(), Joining("anna", "s1", offset: 7), 1), Joining("anna", "s2"), 5), Joining("anna", "s1", offset: 99), 9);

        Assert.Equal([7, 0, 7], group.Attachments.Select(a => a.ClockOffsetMicros));
    }

    [Fact]
    public void Who_leaves_may_come_back_and_who_is_removed_may_not()
    {
        var group = Join(Planned(), Joining("anna", "s1"), 1);
        var left = GroupRoster.Leave(group, group.Participants[0], ParticipantStanding.Left, 4);
        Assert.Equal(4, left.Attachments[0].UntilMicros);
        Assert.Equal(ParticipantStanding.Present, Join(left, Joining("anna", "s1"), 6).Participants[0].Standing);

        var removed = GroupRoster.Leave(left, left.Participants[0], ParticipantStanding.Removed, 7);
        Assert.Equal(GroupOutcome.Removed, GroupRoster.Join(removed, Joining("anna", "s1"), 8).Outcome);
        Assert.Equal(removed, GroupRoster.Leave(removed, removed.Participants[0], ParticipantStanding.Left, 9));
    }

    [Fact]
    public void A_server_whose_clock_is_behind_attaches_nothing_to_a_time_that_is_over()
    {
        var group = Join(Planned(), Joining("anna", "s1"), 1);
        group = GroupRoster.Leave(group, group.Participants[0], ParticipantStanding.Left, 9);

        Assert.Equal([new GroupAttachment(1, "s1", 0, 1, 9), new GroupAttachment(1, "s1", 0, 9, null)], Join(group, Joining("anna", "s1"), 5).Attachments);
    }

    [Fact]
    public void A_session_counts_for_one_participant_only()
    {
        var group = Join(Planned(), Joining("anna", "s1"), 1);

        Assert.Equal(GroupOutcome.SessionTaken, GroupRoster.Join(group, Joining("ben", "s1"), 2).Outcome);
    }

    [Fact]
    public void A_full_group_takes_nobody_else_but_those_who_are_in_it()
    {
        var group = Enumerable.Range(1, GroupRoster.Most).Aggregate(Planned(), (g, i) => Join(g, Joining($"a{i}"), i));

        Assert.Equal(GroupOutcome.Full, GroupRoster.Join(group, Joining("late"), 999).Outcome);
        Assert.Equal(GroupOutcome.Done, GroupRoster.Join(group, Joining("a7"), 999).Outcome);
    }

    private static StoredGroup Join(StoredGroup group, JoinGroup command, long now)
    {
        var (outcome, joined, _) = GroupRoster.Join(group, command, now);
        Assert.Equal(GroupOutcome.Done, outcome);
        return joined;
    }
}
