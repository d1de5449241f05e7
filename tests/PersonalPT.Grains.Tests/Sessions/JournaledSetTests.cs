using CsCheck;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Grains.Sessions;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Grains.Tests.Sessions;

public sealed class JournaledSetTests
{
    private static readonly ModelReference s_model = new("", "squat", 1);
    private static readonly DurablePoint s_point = new(1, 3, s_model, CountingSettingsText.Default, 1, Paused: false);

    [Fact]
    public void What_is_stored_is_kept_back_once_it_comes_again_and_what_is_new_is_not() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 20]).Sample((stored, again) =>
        {
            var set = Stored(stored);
            Assert.True(set.IsOpen);
            Assert.False(set.IsCaughtUp);

            Assert.True(set.Holds(Started()));
            for (var ordinal = 1; ordinal <= again; ordinal++)
            {
                Assert.Equal(ordinal > stored, set.IsCaughtUp);
                Assert.Equal(ordinal <= stored, set.Holds(Rep(ordinal)));
            }

            Assert.Equal(again >= stored, set.IsCaughtUp);
            Assert.Equal(0, set.Differences);
        });

    [Fact]
    public void What_comes_again_differently_is_kept_back_too_and_counted()
    {
        var set = Stored(2);

        Assert.True(set.Holds(Started() with { StartMicros = 1 }));
        Assert.True(set.Holds(Rep(1)));
        Assert.True(set.Holds(Rep(2) with { FoundLate = true }));

        Assert.Equal(2, set.Differences);
        Assert.True(set.IsCaughtUp);
    }

    [Fact]
    public void Other_sets_are_no_business_of_it()
    {
        var set = Stored(2);

        Assert.False(set.Holds(Started() with { SetNumber = 4 }));
        Assert.False(set.Holds(Rep(1) with { SetNumber = 4 }));
        var ended = new SetEnded(4, SetEndReason.Rest, [Rep(1).Rep], 1);
        Assert.Same(ended, set.Complete(ended));
        Assert.True(set.IsOpen);
    }

    [Fact]
    public void Where_no_set_was_running_everything_is_new()
    {
        var set = new JournaledSet(s_point, [Entry(5, new SetEnded(2, SetEndReason.Rest, [], 0))]);

        Assert.False(set.IsOpen);
        Assert.True(set.IsCaughtUp);
        Assert.False(set.Holds(Started()));
        Assert.False(set.Holds(Rep(1)));
    }

    [Fact]
    public void An_end_has_at_least_the_reps_that_are_stored_in_time_order() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12]).Sample((stored, found) =>
        {
            var set = Stored(stored);
            var ended = set.Complete(new SetEnded(3, SetEndReason.Rest, [.. Enumerable.Range(1, found).Select(o => Rep(o).Rep)], found));

            Assert.Equal(Enumerable.Range(1, Math.Max(stored, found)).Select(o => Rep(o).Rep), ended.Reps);
            Assert.Equal((false, SetEndReason.Rest, found < stored ? 1 : 0), (set.IsOpen, ended.Reason, set.Differences));
        });

    [Fact]
    public void A_set_that_is_not_found_again_ends_with_what_is_stored()
    {
        var set = Stored(3);
        var ended = set.Close(SetEndReason.Gap);

        Assert.Equal((3, SetEndReason.Gap, 3), (ended.SetNumber, ended.Reason, ended.FinalVote));
        Assert.Equal([Rep(1).Rep, Rep(2).Rep, Rep(3).Rep], ended.Reps);
        Assert.False(set.IsOpen);
    }

    [Fact]
    public void A_status_shows_the_stored_reps_until_the_counter_is_there_again()
    {
        var counted = new CountingStatus(PersonSeen: true, MovementState.Active, .5f, SetNumber: 1, InSet: false, RepsInSet: 0);

        Assert.Equal((3, true, 4), Shown(Stored(4), counted));
        Assert.Equal((3, true, 6), Shown(Stored(4), counted with { RepsInSet = 6 }));
        Assert.Equal(counted, new JournaledSet(s_point, []).Within(counted));

        static (int, bool, int) Shown(JournaledSet set, CountingStatus status)
        {
            var shown = set.Within(status);
            return (shown.SetNumber, shown.InSet, shown.RepsInSet);
        }
    }

    [Fact]
    public void The_newest_events_reach_back_where_they_hold_the_sets_beginning_or_what_was_before_it()
    {
        Assert.True(JournaledSet.ReachesBack(s_point, []));
        Assert.True(JournaledSet.ReachesBack(s_point, [Entry(1, new SessionStarted())]));
        Assert.True(JournaledSet.ReachesBack(s_point, [Entry(9, Started()), Entry(10, Rep(1))]));
        Assert.True(JournaledSet.ReachesBack(s_point, [Entry(8, new SetEnded(2, SetEndReason.Rest, [], 0))]));
        Assert.False(JournaledSet.ReachesBack(s_point, [Entry(10, Rep(1)), Entry(11, Rep(2))]));
        Assert.False(JournaledSet.ReachesBack(s_point, [Entry(8, new SetEnded(1, SetEndReason.Rest, [], 0))]));
    }

    /// <summary>Set 3 with some reps, after a set that is over.</summary>
    private static JournaledSet Stored(int reps) => new(
        s_point,
        [
            Entry(7, Rep(1) with { SetNumber = 2 }), Entry(8, new SetEnded(2, SetEndReason.Rest, [], 1)), Entry(9, Started()),
            .. Enumerable.Range(1, reps).Select(ordinal => Entry(9 + ordinal, Rep(ordinal))),
        ]);

    private static SetStarted Started() => new(3, 1_000, s_model);

    private static RepCompleted Rep(int ordinal) => new(3, ordinal, new Rep(ordinal * 1_000, ordinal * 1_000 + 500, ordinal * 1_000 + 900), false);

    private static SessionEvent Entry(long seq, SessionEventBody body) => new(new SessionKey("gym", "session"), "anna", seq, 0, body);
}
