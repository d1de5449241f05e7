using CsCheck;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;
using PersonalPT.Grains.Groups;
using static PersonalPT.Grains.Tests.Groups.SampleGroups;

namespace PersonalPT.Grains.Tests.Groups;

public sealed class GroupCourseTests
{
    private static readonly Func<StoredGroup, bool> s_never = _ => false;

    [Fact]
    public void A_group_goes_through_count_in_rounds_and_rests_to_its_end()
    {
        var group = GroupCourse.Start(Planned(Plan(countIn: 5)), 100 * Second);

        Assert.Equal((GroupPhase.CountIn, 1, 3 * Second), At(group, 102));
        Assert.Equal((GroupPhase.Round, 1, 60 * Second), At(group, 105));
        Assert.Equal((GroupPhase.Round, 1, Second), At(group, 164));
        Assert.Equal((GroupPhase.Rest, 2, 10 * Second), At(group, 165));
        Assert.Equal((GroupPhase.Round, 2, 30 * Second), At(group, 175));
        Assert.Equal(GroupPhase.Finished, At(group, 205).Phase);

        var over = GroupCourse.Advance(group, 500 * Second, s_never);
        Assert.Equal([new GroupSpan(1, 105 * Second, 165 * Second), new GroupSpan(2, 175 * Second, 205 * Second)], over.Spans);
        Assert.Equal((205 * Second, null), (over.EndedMicros, over.Code));
    }

    [Fact]
    public void Whoever_looks_how_often_and_when_changes_nothing_in_the_course() =>
        Gen.Long[0, 400 * Second].Array[0, 20].Sample(looks =>
        {
            var started = GroupCourse.Start(Planned(Plan(countIn: 5)), 7 * Second);
            var looked = looks.Order().Aggregate(started, (group, at) => GroupCourse.Advance(group, Math.Max(at, 7 * Second), s_never));

            var one = GroupCourse.Advance(started, 400 * Second, s_never);
            var many = GroupCourse.Advance(looked, 400 * Second, s_never);
            Assert.Equal(one.Spans, many.Spans);
            Assert.Equal((one.Phase, one.EndedMicros, one.RoundNumber), (many.Phase, many.EndedMicros, many.RoundNumber));
        });

    [Fact]
    public void A_pause_stops_the_clock_and_cuts_the_round()
    {
        var paused = GroupCourse.Pause(GroupCourse.Start(Planned(), 0), 20 * Second);
        Assert.Equal((GroupPhase.Round, 1, 40 * Second), At(paused, 500));
        Assert.True(GroupCourse.Clock(paused, 500 * Second).Paused);
        Assert.Equal(paused, GroupCourse.Pause(paused, 30 * Second));

        var resumed = GroupCourse.Resume(paused, 100 * Second);
        Assert.Equal((GroupPhase.Round, 1, Second), At(resumed, 139));
        Assert.Equal((GroupPhase.Rest, 2, 10 * Second), At(resumed, 140));
        Assert.Equal(
            [new GroupSpan(1, 0, 20 * Second), new GroupSpan(1, 100 * Second, 140 * Second)], GroupCourse.Advance(resumed, 141 * Second, s_never).Spans);
    }

    [Fact]
    public void A_round_by_reps_ends_when_all_are_done()
    {
        var group = GroupCourse.Skip(GroupCourse.Skip(GroupCourse.Start(Planned(), 0), Second), 2 * Second);
        Assert.Equal((GroupPhase.Round, 2), (group.Phase, group.RoundNumber));

        Assert.Equal(group, GroupCourse.Advance(group, 10 * Second, s_never));
        Assert.Equal(10 * Second, GroupCourse.Advance(group, 10 * Second, _ => true).EndedMicros);
        Assert.Equal(32 * Second, GroupCourse.Advance(group, 40 * Second, _ => true).EndedMicros);
    }

    [Fact]
    public void Spans_never_overlap_whatever_staff_do() =>
        Gen.Select(Gen.Int[0, 4], Gen.Long[0, 40 * Second]).Array[0, 30].Sample(moves =>
        {
            var (group, now) = (Planned(Plan(countIn: 3)), 0L);
            foreach (var (move, passes) in moves)
            {
                now += passes;
                group = GroupCourse.Advance(group, now, s_never);
                if (move == 0)
                    group = GroupCourse.Start(group, now);
                else if (GroupCourse.Runs(group))
                    group = move switch { 1 => GroupCourse.Pause(group, now), 2 => GroupCourse.Resume(group, now), 3 => GroupCourse.Skip(group, now), _ => group };
            }

            group = GroupCourse.Finish(group, now);
            Assert.All(group.Spans, span => Assert.True(span.EndMicros >= span.StartMicros));
            Assert.All(group.Spans.Zip(group.Spans.Skip(1)), pair => Assert.True(pair.First.EndMicros <= pair.Second.StartMicros));
        });

    [Fact]
    public void A_group_that_nobody_ends_is_over_after_a_day_and_its_code_with_it()
    {
        var day = GroupCourse.Micros(GroupCourse.ExpiresAfter);
        var planned = Planned();
        Assert.Same(planned, GroupCourse.Advance(planned, day - 1, s_never));
        var over = GroupCourse.Advance(planned, day, s_never);
        Assert.Equal((GroupPhase.Finished, null), (over.Phase, over.Code));

        var paused = GroupCourse.Pause(GroupCourse.Start(Planned(), Second), 2 * Second);
        Assert.Equal(day + Second, GroupCourse.Advance(paused, 3 * day, s_never).EndedMicros);
    }

    private static (GroupPhase Phase, int Round, long? Left) At(StoredGroup group, long second)
    {
        var clock = GroupCourse.Clock(GroupCourse.Advance(group, second * Second, s_never), second * Second);
        return (clock.Phase, clock.RoundNumber, clock.LeftMicros);
    }
}
