using CsCheck;
using PersonalPT.Client.Offline.Tests.House;
using PersonalPT.Protocol.V1;
using Rep = PersonalPT.Counting.Rep;

namespace PersonalPT.Client.Offline.Tests;

public sealed class ProvisionalRepsTests
{
    private readonly ProvisionalReps _reps = new();
    private readonly Screen _screen = new();
    private ulong _eventSeq;

    [Fact]
    public void A_rep_that_the_log_has_as_it_was_shown_is_confirmed()
    {
        Add(1, 1, 100);
        Log(1, 1, 100);
        Assert.Equal(1, _screen.Seen[CountUpdateKind.Confirmed]);
        Assert.Equal(0, _reps.Count);
    }

    [Fact]
    public void A_rep_that_the_log_has_at_other_times_or_under_another_number_is_corrected()
    {
        Add(1, 1, 100);
        Add(1, 2, 200);
        Log(1, 1, 107);
        Log(2, 1, 203);
        Assert.Equal(2, _screen.Seen[CountUpdateKind.Corrected]);
        Assert.Empty(_screen.Provisional);
    }

    [Fact]
    public void A_rep_of_the_log_that_was_not_shown_is_a_new_one()
    {
        Add(1, 2, 200);
        Log(1, 1, 100);
        Assert.Equal(1, _screen.Seen[CountUpdateKind.Logged]);
        Assert.Single(_screen.Provisional);
    }

    [Fact]
    public void What_was_counted_from_lost_inputs_is_withdrawn_with_the_gap_and_what_came_behind_it_is_not()
    {
        Add(1, 1, 100);
        Add(1, 2, 200);
        Take(new SessionEvent { InputGap = new InputGap { FirstMissingInputSeq = 50, NextInputSeq = 200 } });
        Assert.Equal(2, Assert.Single(_screen.Provisional).Ordinal);
    }

    [Fact]
    public void With_the_end_of_the_session_nothing_stays_provisional()
    {
        Add(1, 1, 100);
        Take(new SessionEvent { SessionEnded = new SessionEnded() });
        Assert.Empty(_screen.Provisional);
        Assert.Equal(1, _screen.Seen[CountUpdateKind.Withdrawn]);
    }

    [Fact]
    public void Whatever_phone_and_server_find_the_screen_ends_with_the_log_and_never_shows_a_rep_twice()
    {
        var rep = Gen.Select(Gen.Int[1, 3], Gen.Int[1, 5], Gen.Int[0, 30]);
        Gen.Select(Gen.Int[0, 9], rep).Array[0, 60].Sample(
            steps =>
            {
                var reps = new ProvisionalReps();
                var screen = new Screen();
                var updates = new List<CountUpdate>();
                var logged = new List<RepCompleted>();
                var (eventSeq, inputSeq) = (0UL, 0UL);
                foreach (var (kind, (set, ordinal, at)) in steps)
                {
                    inputSeq++;
                    if (kind < 5)
                        reps.Add(new ProvisionalRep("squat", set, ordinal, Times(10 * at), false, inputSeq), updates);
                    else if (kind == 5)
                        reps.WithdrawBelow(inputSeq - Math.Min(inputSeq, (ulong)at), updates);
                    else if (!logged.Exists(known => known.SetNumber == set && known.Ordinal == ordinal))
                    {
                        var entry = Entry(set, ordinal, 10 * at + kind - 6);
                        entry.EventSeq = ++eventSeq;
                        logged.Add(entry.RepCompleted);
                        reps.Take(entry, updates);
                    }
                }

                reps.Take(new SessionEvent { EventSeq = ++eventSeq, SessionEnded = new SessionEnded() }, updates);
                foreach (var update in updates)
                    screen.Show(update);
                Assert.Empty(screen.Provisional);
                Assert.Equal(logged, screen.Final);
                Assert.Equal(
                    screen.Seen[CountUpdateKind.Provisional],
                    screen.Seen[CountUpdateKind.Confirmed] + screen.Seen[CountUpdateKind.Corrected] + screen.Seen[CountUpdateKind.Withdrawn]);
            });
    }

    private void Add(int set, int ordinal, int at)
    {
        var updates = new List<CountUpdate>();
        Assert.True(_reps.Add(new ProvisionalRep("squat", set, ordinal, Times(at), false, (ulong)at), updates));
        Assert.False(_reps.Add(new ProvisionalRep("squat", set, ordinal, Times(at), false, (ulong)at), updates));
        updates.ForEach(_screen.Show);
    }

    private void Log(int set, int ordinal, int at) => Take(Entry(set, ordinal, at));

    private void Take(SessionEvent entry)
    {
        entry.EventSeq = ++_eventSeq;
        var updates = new List<CountUpdate>();
        _reps.Take(entry, updates);
        updates.ForEach(_screen.Show);
    }

    private static Rep Times(int at) => new(at, at + 10, at + 20);

    private static SessionEvent Entry(int set, int ordinal, int at) => new()
    {
        RepCompleted = new RepCompleted
        {
            SetNumber = (uint)set,
            Ordinal = (uint)ordinal,
            Rep = new Protocol.V1.Rep { StartTimeUs = at, PeakTimeUs = at + 10, EndTimeUs = at + 20 },
        },
    };
}
