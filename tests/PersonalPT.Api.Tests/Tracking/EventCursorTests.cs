using CsCheck;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Tracking;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Tests.Tracking;

public sealed class EventCursorTests
{
    [Fact]
    public void Whatever_is_pushed_lost_doubled_or_too_much_the_reader_gets_each_event_once_and_in_order() =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[1, 8], Gen.Int[0, 40].Array[0, 12], Gen.Bool.Array[12]).SampleAsync(async (sent, more, capacity, pushes, turns) =>
        {
            var log = new ScriptedJournal();
            log.Write(sent + more);
            var cursor = new EventCursor(log, ScriptedJournal.Key, sent, capacity, Measured.Instruments());
            var received = new List<long>();
            for (var i = 0; i < pushes.Length; i++)
            {
                var from = Math.Min(pushes[i], log.Events.Count);
                cursor.Offer(log.Events.Skip(from).Take(5).ToArray());
                if (turns[i])
                    await cursor.Send(Take, toTheEnd: false, CancellationToken.None);
            }

            cursor.Hear(log.Events.Count);
            await cursor.Send(Take, toTheEnd: true, CancellationToken.None);

            Assert.Equal(Enumerable.Range(sent + 1, more).Select(n => (long)n), received);
            Assert.Equal(sent + more, cursor.Sent);

            ValueTask Take(SessionEvent e)
            {
                received.Add(e.EventSeq);
                return ValueTask.CompletedTask;
            }
        });

    [Fact]
    public async Task What_comes_in_order_is_not_asked_for_in_the_journal()
    {
        var log = new ScriptedJournal();
        log.Write(3);
        var cursor = new EventCursor(log, ScriptedJournal.Key, 0, 8, Measured.Instruments());
        cursor.Offer(log.Events);

        await cursor.Send(_ => ValueTask.CompletedTask, toTheEnd: true, CancellationToken.None);

        Assert.Equal((3, 0), (cursor.Sent, log.Reads));
    }

    [Fact]
    public async Task An_event_that_the_journal_does_not_have_yet_is_waited_for_and_not_skipped()
    {
        var log = new ScriptedJournal();
        log.Write(1);
        var cursor = new EventCursor(log, ScriptedJournal.Key, 0, 8, Measured.Instruments());
        cursor.Offer([ScriptedJournal.Make(3)]);
        await cursor.Send(_ => ValueTask.CompletedTask, toTheEnd: true, CancellationToken.None);
        Assert.Equal((1, 3), (cursor.Sent, cursor.Newest));

        log.Write(2);
        await cursor.Send(_ => ValueTask.CompletedTask, toTheEnd: true, CancellationToken.None);

        Assert.Equal(3, cursor.Sent);
    }
}
