using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Grains.Sessions;
using PersonalPT.Grains.Tests.House;
using PersonalPT.Testing;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Grains.Tests.Sessions;

public sealed class SessionCounterTests
{
    private static readonly ModelReference s_squat = new("", "squat", 1);
    private static readonly DurablePoint s_start = new(1, 1, s_squat, CountingSettingsText.Default, RepCounter.Version, Paused: false);

    [Fact]
    public void Taking_a_frame_allocates_nothing()
    {
        // The athlete has done a set and stands still: it is running yet, and nothing is found.
        var tape = new Tape().Sets("squat", 5);
        var counter = Counter([]);
        var done = tape.Last - 7 * 15;
        Take(counter, tape.Batch(1, done));
        var status = counter.Status;
        var batches = new Queue<InputBatch>(Enumerable.Range(0, 3).Select(second => tape.Batch(done + second * 15 + 1, done + (second + 1) * 15)));
        counter.TakeEntries();

        Assert.Equal(0, Allocation.Of(batches.Count, () => Take(counter, batches.Dequeue())));
        Assert.Empty(counter.TakeEntries());
        Assert.Equal((true, 5), (status.InSet, counter.Status.RepsInSet));
    }

    [Fact]
    public void What_is_stored_wins_over_what_comes_again_differently()
    {
        var tape = new Tape().OpenSet("squat", 3).Add(InputKind.EndSet);
        var first = Run(Counter([]), tape);
        var stored = first.Where(e => e is SetStarted or RepCompleted).ToArray();

        // Another processor found the second rep a little later, and one rep more.
        var second = (RepCompleted)stored[2];
        stored[2] = second with { Rep = second.Rep with { PeakMicros = second.Rep.PeakMicros + 1 } };
        var last = (RepCompleted)stored[^1];
        var surplus = last with { Ordinal = 4, Rep = new Rep(last.Rep.EndMicros, last.Rep.EndMicros + 1, last.Rep.EndMicros + 2) };
        var counter = Counter([.. stored, surplus]);
        var again = Run(counter, tape);

        var ended = Assert.IsType<SetEnded>(Assert.Single(again));
        Assert.Equal([.. first.OfType<SetEnded>().Single().Reps, surplus.Rep], ended.Reps);
        Assert.Equal(2, counter.Differences);
    }

    [Fact]
    public void A_stored_set_that_is_not_found_again_is_ended_and_the_next_one_has_the_next_number()
    {
        var tape = new Tape().Nobody(12).Sets("squat", 3);
        var stored = new SessionEventBody[] { new SetStarted(1, 5, s_squat), new RepCompleted(1, 1, new Rep(5, 6, 7), false) };
        var entries = Run(Counter(stored), tape);

        Assert.Equal(Words.Of(new SetEnded(1, SetEndReason.Rest, [new Rep(5, 6, 7)], 1)), Words.Of(entries[0]));
        Assert.Equal(2, Assert.IsType<SetStarted>(entries[1]).SetNumber);
        Assert.Equal(3, Assert.IsType<SetEnded>(entries[^1]).Reps.Count);
    }

    [Fact]
    public void A_replay_is_measured_until_the_stored_set_is_there_again()
    {
        var tape = new Tape().OpenSet("squat", 3);
        var counter = Counter([.. Run(Counter([]), tape)]);
        Assert.Null(counter.ReplayLength);
        Assert.Empty(Run(counter, tape));
        Assert.InRange(counter.ReplayLength!.Value, 1, tape.Last);
    }

    [Fact]
    public void The_point_that_did_not_move_is_the_same_one()
    {
        var counter = Counter([]);
        Assert.Same(s_start, counter.Point(s_start));
        var tape = new Tape().Add(InputKind.EndSet);
        Run(counter, tape);
        Assert.Equal(s_start with { InputSeq = 2 }, counter.Point(s_start));
    }

    private static SessionCounter Counter(IReadOnlyList<SessionEventBody> stored) => new(
        s_start,
        Taught.Model("squat"),
        new JournaledSet(s_start, stored.Select((body, i) => new SessionEvent(new SessionKey("gym", "session"), "anna", i + 3, 0, body))),
        held: null);

    private static void Take(SessionCounter counter, InputBatch batch)
    {
        var cursor = new InputCursor(batch);
        while (!cursor.AtEnd)
            counter.TakeFrames(ref cursor);
    }

    private static SessionEventBody[] Run(SessionCounter counter, Tape tape)
    {
        var cursor = new InputCursor(tape.Batch(1, tape.Last));
        while (!cursor.AtEnd)
        {
            if (counter.TakeFrames(ref cursor) || cursor.AtEnd)
                continue;

            counter.EndSet(cursor.Seq);
            cursor.Advance();
        }

        return counter.TakeEntries();
    }
}
