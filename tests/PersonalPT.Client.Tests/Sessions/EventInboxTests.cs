using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class EventInboxTests
{
    private readonly List<SessionEvent> _log = [];
    private int _fetches;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_come_in_order_and_once()
    {
        var inbox = new EventInbox(FetchAsync);
        Assert.Equal(EventArrival.New, inbox.Offer(Event(1)));
        Assert.Equal(EventArrival.Known, inbox.Offer(Event(1)));
        Assert.Equal(EventArrival.Ahead, inbox.Offer(Event(3)));
        Assert.Equal(EventArrival.New, inbox.Offer(Event(2)));
        inbox.Complete(null);
        Assert.Equal([1ul, 2ul], await RestAsync(inbox));
        Assert.Equal(2ul, inbox.Received);
    }

    [Fact]
    public async Task What_does_not_fit_is_fetched_from_the_log_when_its_turn_comes()
    {
        const int Count = 3 * EventInbox.Capacity + 17;
        var inbox = new EventInbox(FetchAsync);
        for (ulong seq = 1; seq <= Count; seq++)
        {
            _log.Add(Event(seq));
            Assert.Equal(EventArrival.New, inbox.Offer(Event(seq)));
        }

        inbox.Complete(null);
        Assert.Equal(Enumerable.Range(1, Count).Select(seq => (ulong)seq), await RestAsync(inbox));
        Assert.True(_fetches > 0);
    }

    [Fact]
    public async Task A_reader_that_has_caught_up_reads_from_the_wire_again()
    {
        var inbox = new EventInbox(FetchAsync);
        for (ulong seq = 1; seq <= EventInbox.Capacity + 1; seq++)
        {
            _log.Add(Event(seq));
            inbox.Offer(Event(seq));
        }

        for (ulong seq = 1; seq <= EventInbox.Capacity + 1; seq++)
            Assert.Equal(seq, (await inbox.NextAsync(Cancelled))!.EventSeq);
        var fetches = _fetches;
        inbox.Offer(Event(EventInbox.Capacity + 2));
        Assert.Equal(EventInbox.Capacity + 2ul, (await inbox.NextAsync(Cancelled))!.EventSeq);
        Assert.Equal(fetches, _fetches);
    }

    [Fact]
    public async Task A_waiting_reader_gets_what_comes()
    {
        var inbox = new EventInbox(FetchAsync);
        var next = inbox.NextAsync(Cancelled);
        Assert.False(next.IsCompleted);
        inbox.Offer(Event(1));
        Assert.Equal(1ul, (await next)!.EventSeq);
    }

    [Fact]
    public async Task A_failure_comes_after_the_events_before_it()
    {
        var inbox = new EventInbox(FetchAsync);
        inbox.Offer(Event(1));
        inbox.Complete(new PersonalPTException(PersonalPTErrorKind.NotFound, "gone"));
        Assert.Equal(1ul, (await inbox.NextAsync(Cancelled))!.EventSeq);
        var error = await Assert.ThrowsAsync<PersonalPTException>(async () => await inbox.NextAsync(Cancelled));
        Assert.Equal("gone", error.Message);
    }

    private static SessionEvent Event(ulong seq) => new() { EventSeq = seq };

    private static async Task<List<ulong>> RestAsync(EventInbox inbox)
    {
        var seqs = new List<ulong>();
        while (await inbox.NextAsync(Cancelled) is { } next)
            seqs.Add(next.EventSeq);
        return seqs;
    }

    private Task<IReadOnlyList<SessionEvent>> FetchAsync(ulong after, CancellationToken cancellationToken)
    {
        _fetches++;
        return Task.FromResult<IReadOnlyList<SessionEvent>>([.. _log.Skip((int)after).Take(500)]);
    }
}
