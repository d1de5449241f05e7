using PersonalPT.Protocol.V1;
using Rep = PersonalPT.Counting.Rep;

namespace PersonalPT.Client.Offline.Tests;

public sealed class LoggedSetsTests
{
    private readonly LoggedSets _log = new();
    private ulong _eventSeq;

    [Fact]
    public void The_sets_before_an_input_are_those_that_began_before_it()
    {
        Assert.Equal(1, _log.NumberAt(0));
        Start(1, 1000);
        Take(new SessionEvent { SetEnded = new SetEnded { SetNumber = 1 } });
        Start(2, 2000);
        Assert.Equal([1, 1, 2, 2, 3], new long[] { 500, 1000, 1001, 2000, 2001 }.Select(_log.NumberAt));
    }

    [Fact]
    public void The_log_has_the_reps_that_it_tells_of_and_all_of_a_set_that_has_ended()
    {
        Start(1, 1000);
        Complete(1, 1, 1000);
        Assert.True(_log.Has(Rep(1, 1, 1000)));
        Assert.False(_log.Has(Rep(1, 2, 2000)));
        Take(new SessionEvent { SetEnded = new SetEnded { SetNumber = 1 } });
        Assert.True(_log.Has(Rep(1, 2, 2000)));
        Assert.False(_log.Has(Rep(2, 1, 5000)));
    }

    [Fact]
    public void A_movement_that_the_log_has_in_one_set_is_not_another_rep_in_another()
    {
        Start(3, 1000);
        Complete(3, 1, 1000);
        Assert.True(_log.Has(Rep(4, 1, 1010)));
        Assert.False(_log.Has(Rep(4, 1, 1200)));
    }

    [Fact]
    public void The_model_is_the_one_that_was_selected_last()
    {
        Assert.Null(_log.Model);
        Take(new SessionEvent { ExerciseSelected = new ExerciseSelected { Model = new ModelReference { ExerciseId = "squat", Version = 3 } } });
        Assert.Equal(3u, _log.Model!.Version);
        Assert.Equal(1ul, _log.LastEventSeq);
    }

    [Fact]
    public void A_long_session_does_not_grow_without_bound_and_keeps_its_numbers()
    {
        for (var set = 1; set <= 500; set++)
        {
            Start(set, set * 1000L);
            Complete(set, 1, set * 1000L);
            Take(new SessionEvent { SetEnded = new SetEnded { SetNumber = (uint)set } });
        }

        Assert.Equal(501, _log.NumberAt(500_500));
        Assert.Equal(500, _log.NumberAt(499_500));
    }

    private void Start(int set, long at) => Take(new SessionEvent { SetStarted = new SetStarted { SetNumber = (uint)set, StartTimeUs = at } });

    private void Complete(int set, int ordinal, long at) => Take(new SessionEvent
    {
        RepCompleted = new RepCompleted
        {
            SetNumber = (uint)set,
            Ordinal = (uint)ordinal,
            Rep = new Protocol.V1.Rep { StartTimeUs = at, PeakTimeUs = at + 50, EndTimeUs = at + 100 },
        },
    });

    private void Take(SessionEvent entry)
    {
        entry.EventSeq = ++_eventSeq;
        _log.Take(entry);
    }

    private static ProvisionalRep Rep(int set, int ordinal, long at) => new("squat", set, ordinal, new Rep(at, at + 50, at + 100), false, 1);
}
