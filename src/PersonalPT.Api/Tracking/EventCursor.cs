using System.Threading.Channels;
using PersonalPT.Api.Telemetry;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Tracking;

/// <summary>
/// Brings a session's events to one reader: each once, in order, without a hole. What is pushed goes through a bounded queue; what the queue could not
/// hold, what was lost on the way and what is older than the reader's coming is read from the journal, which has everything. Any thread may offer, one sends.
/// </summary>
/// <param name="journal">The log.</param>
/// <param name="session">Whose log.</param>
/// <param name="sent">The last event that the reader has.</param>
/// <param name="capacity">Events that wait in memory.</param>
/// <param name="instruments">Where refills are counted.</param>
internal sealed class EventCursor(IJournal journal, SessionKey session, long sent, int capacity, ApiInstruments instruments)
{
    private const int JournalPage = 500;

    private readonly Channel<SessionEvent> _pushed = Channel.CreateBounded<SessionEvent>(
        new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private long _newest = sent;
    private bool _overflowed;

    /// <summary>The last event that was sent.</summary>
    public long Sent { get; private set; } = sent;

    /// <summary>The newest event that anybody spoke of.</summary>
    public long Newest => Interlocked.Read(ref _newest);

    /// <summary>Takes events that were pushed; never waits.</summary>
    public void Offer(IReadOnlyList<SessionEvent> events)
    {
        foreach (var entry in events)
        {
            // Full: the reader is slow. The journal keeps it.
            if (!_pushed.Writer.TryWrite(entry))
                Volatile.Write(ref _overflowed, true);
            Hear(entry.EventSeq);
        }
    }

    /// <summary>There is an event of this number.</summary>
    public void Hear(long eventSeq)
    {
        long seen;
        while ((seen = Interlocked.Read(ref _newest)) < eventSeq && Interlocked.CompareExchange(ref _newest, eventSeq, seen) != seen)
        {
        }
    }

    /// <summary>Sends what is there.</summary>
    /// <param name="write">Sends one event.</param>
    /// <param name="toTheEnd">Whether to read from the journal what was spoken of but did not come.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask Send(Func<SessionEvent, ValueTask> write, bool toTheEnd, CancellationToken cancellationToken)
    {
        while (_pushed.Reader.TryRead(out var entry))
        {
            if (entry.EventSeq > Sent + 1)
                await Refill(write, entry.EventSeq - 1, cancellationToken);
            if (entry.EventSeq == Sent + 1)
                await Send(entry, write);
        }

        if (Volatile.Read(ref _overflowed))
        {
            Volatile.Write(ref _overflowed, false);
            toTheEnd = true;
        }

        if (toTheEnd)
            await Refill(write, Newest, cancellationToken);
    }

    private async ValueTask Refill(Func<SessionEvent, ValueTask> write, long upTo, CancellationToken cancellationToken)
    {
        while (Sent < upTo)
        {
            var page = await journal.Read(session, Sent, JournalPage, cancellationToken);
            if (page.Count == 0)
                return;

            instruments.Refilled.Add(page.Count);
            foreach (var entry in page)
                await Send(entry, write);
            Hear(Sent);
        }
    }

    private async ValueTask Send(SessionEvent entry, Func<SessionEvent, ValueTask> write)
    {
        await write(entry);
        Sent = entry.EventSeq;
    }
}
