using CsCheck;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;
using PersonalPT.Grains.Groups;
using static PersonalPT.Grains.Tests.Groups.SampleGroups;

namespace PersonalPT.Grains.Tests.Groups;

public sealed class GroupScoresTests
{
    [Fact]
    public void A_rep_counts_in_the_round_in_which_it_ended_and_only_if_it_is_the_rounds_exercise()
    {
        var group = Running();

        Assert.Equal([2, 0], Reps(group, Log("s1", "squat", 1 * Second, 59 * Second, 61 * Second, 75 * Second)));
        Assert.Equal([0, 1], Reps(group, Log("s1", "push_up", 1 * Second, 75 * Second)));
    }

    [Fact]
    public void A_phone_whose_clock_is_wrong_is_counted_in_the_right_round()
    {
        var hour = 3600 * Second;
        var slow = Running(offset: hour);
        Assert.Equal([1, 0], Reps(slow, [.. Log("s1", "squat", 30 * Second - hour).Select(e => e with { RecordedMicros = 30 * Second })]));

        // Ahead, and nobody was told: no rep ends after it was written.
        var ahead = Running();
        Assert.Equal([1, 0], Reps(ahead, [.. Log("s1", "squat", 30 * Second + hour).Select(e => e with { RecordedMicros = 30 * Second })]));
    }

    [Fact]
    public void What_a_phone_uploads_late_counts_where_it_was_done() =>
        Assert.Equal([1, 0], Reps(Running(), [.. Log("s1", "squat", 30 * Second).Select(e => e with { RecordedMicros = 3000 * Second })]));

    [Fact]
    public void A_round_is_over_when_it_was_due_also_where_nobody_could_write_that_yet()
    {
        var group = GroupCourse.Start(GroupRoster.Join(Planned(), Joining("anna", "s1"), 0).Group, 0);

        Assert.Equal([1, 0], Reps(group, Log("s1", "squat", 59 * Second, 61 * Second)));
        // A pause moves the end.
        group = GroupCourse.Resume(GroupCourse.Pause(group, 10 * Second), 15 * Second);
        Assert.Equal([2, 0], Reps(group, Log("s1", "squat", 12 * Second, 59 * Second, 61 * Second, 66 * Second)));
    }

    [Fact]
    public void Every_rep_counts_for_one_participant_and_one_round_at_most_whoever_joins_and_leaves_when() =>
        Gen.Select(Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Bool, Gen.Long[-5 * Second, 20 * Second]).Array[1, 25], Gen.Long[0, 130 * Second].Array[0, 40]).Sample(
            (moves, ends) =>
            {
                var (group, now) = (GroupCourse.Start(Planned(), 0), 0L);
                foreach (var (athlete, session, leaves, passes) in moves)
                {
                    // Below zero: another server leads the group now, and its clock is behind.
                    now += passes;
                    var there = group.Participants.FirstOrDefault(p => p.AthleteId == $"a{athlete}");
                    group = leaves && there is not null
                        ? GroupRoster.Leave(group, there, ParticipantStanding.Left, now)
                        : GroupRoster.Join(group, Joining($"a{athlete}", $"a{athlete}-s{session}"), now).Group;
                }

                group = GroupCourse.Advance(group, 1000 * Second, _ => false);
                var tallies = group.Attachments.Select(a => a.SessionId).Distinct().ToDictionary(s => s, s => Tally(Log(s, "squat", ends)));
                foreach (var participant in group.Participants)
                {
                    var counted = GroupScores.Of(group, participant, s => tallies.GetValueOrDefault(s)).Reps.Sum();

                    // Said once more in other words: moment by moment, which session is his, and whether squats are on.
                    var expected = group.Attachments.Where(a => a.ParticipantNumber == participant.Number).Select(a => a.SessionId).Distinct()
                        .Sum(s => ends.Count(end => end < 60 * Second && Holder(group, participant.Number, end) == s));
                    Assert.Equal(expected, counted);
                }
            });

    [Fact]
    public void Equal_ones_have_equal_ranks_and_those_who_are_not_ranked_none()
    {
        var group = With(Planned(), ("anna", true, 0), ("ben", true, 0), ("cleo", false, 0), ("dora", true, 0));

        Assert.Equal([1, 1, 0, 3], GroupScores.Ranks(group, [[3, 0], [1, 2], [9, 9], [2, 0]]));
        Assert.Equal([0, 0, 0, 0], GroupScores.Ranks(group with { Plan = Plan(ranking: GroupRanking.None) }, [[3, 0], [1, 2], [9, 9], [2, 0]]));
        Assert.Equal([0, 1, 0, 2], GroupScores.Ranks(GroupRoster.Mute(group, group.Participants[0], true), [[3, 0], [1, 2], [9, 9], [2, 0]]));
    }

    [Fact]
    public void A_fair_ranking_compares_everybody_with_himself()
    {
        var plan = Plan(ranking: GroupRanking.PercentOfBest);
        var group = With(GroupCourse.Start(Planned(plan), 0), ("anna", true, 40), ("ben", true, 10), ("new", true, 0));

        Assert.Equal(50f, GroupScores.PercentOfBest(group, group.Participants[0], [20, 0]));
        Assert.Null(GroupScores.PercentOfBest(group, group.Participants[2], [20, 0]));
        Assert.Equal([2, 1, 0], GroupScores.Ranks(group, [[20, 0], [8, 0], [30, 0]]));
    }

    [Fact]
    public void Tempo_is_that_of_the_last_few_reps_and_is_forgotten()
    {
        Assert.Equal(30, GroupScores.Tempo([0, 10 * Second, 12 * Second, 14 * Second, 16 * Second, 18 * Second], 19 * Second));
        Assert.Equal(0, GroupScores.Tempo([2 * Second], 3 * Second));
        Assert.Equal(0, GroupScores.Tempo([2 * Second, 4 * Second], 60 * Second));
        // Written within a moment: a phone that was away has brought them.
        Assert.Equal(0, GroupScores.Tempo([2 * Second, (2 * Second) + 1000, (2 * Second) + 2000], 3 * Second));
    }

    private static string? Holder(StoredGroup group, int participant, long at) => group.Attachments
        .LastOrDefault(a => a.ParticipantNumber == participant && a.FromMicros <= at && (a.UntilMicros is null || at < a.UntilMicros))?.SessionId;

    private static StoredGroup Running(long offset = 0) => GroupCourse.Advance(
        GroupCourse.Start(GroupRoster.Join(Planned(), Joining("anna", "s1", offset), 0).Group, 0), 200 * Second, _ => false);

    private static StoredGroup With(StoredGroup group, params (string Athlete, bool Ranked, int Best)[] people) =>
        people.Aggregate(group, (g, p) => GroupRoster.Join(g, Joining(p.Athlete, ranked: p.Ranked, bests: [p.Best, 0]), 0).Group);

    private static IReadOnlyList<int> Reps(StoredGroup group, Contracts.Sessions.SessionEvent[] log) =>
        GroupScores.Of(group, group.Participants[0], _ => Tally(log)).Reps;

    private static SessionTally Tally(Contracts.Sessions.SessionEvent[] log)
    {
        var tally = new SessionTally();
        Assert.True(tally.Take(log));
        return tally;
    }
}
