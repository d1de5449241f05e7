using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Client.Tests.Fakes;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Network;

namespace PersonalPT.Client.Tests.Watching;

public sealed class SessionWatchTests : IAsyncLifetime
{
    private const string SessionId = "3f0e3b52-6f0b-4a43-9a53-0b8a1e6b7c11";

    private readonly FakeTimeProvider _time = new();
    private FakeServer _server = null!;
    private PersonalPTClient _pace = null!;
    private PersonalPTClient _client = null!;
    private Clockwork _clockwork = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeServer.StartAsync();
        _pace = _server.Connect();
        _client = _server.Connect(_time);
        _clockwork = new Clockwork(_server, _pace, _time);
        _server.Session(SessionId).Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _pace.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_come_once_and_in_order_although_streams_are_cut_and_events_lost()
    {
        foreach (var messages in new[] { 0, 1, 3, 4, 9, 2 })
            _server.WatchCuts.Enqueue(messages);
        foreach (var lost in new ulong[] { 1, 5, 12 })
            _server.WatchLosses[lost] = true;
        var watching = CollectAsync(0, Cancelled);
        for (var i = 0; i < 10; i++)
        {
            _server.Session(SessionId).AddEvent($"event {i}");
            await _clockwork.StepAsync(Cancelled);
        }

        _server.Session(SessionId).EndAsAbandoned();
        Assert.Equal(_server.Session(SessionId).Events, await _clockwork.UntilAsync(watching, Cancelled));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_watcher_that_knows_the_beginning_gets_the_rest()
    {
        _server.Session(SessionId).AddEvent("second");
        _server.Session(SessionId).EndAsAbandoned();
        Assert.Equal([2ul, 3ul], (await CollectAsync(1, Cancelled)).Select(e => e.EventSeq));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_lost_last_event_is_noticed()
    {
        _server.WatchLosses[2] = true;
        await using var updates = _client.WatchAsync(SessionId, 1, Cancelled).GetAsyncEnumerator(Cancelled);
        _server.Session(SessionId).AddEvent("lost");
        do
            Assert.True(await _clockwork.UntilAsync(updates.MoveNextAsync().AsTask(), Cancelled));
        while (updates.Current.Event is null);
        Assert.Equal(2ul, updates.Current.Event.EventSeq);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_watcher_follows_a_change_of_network_at_once()
    {
        await using var path = new FaultyNetwork(_server.Address);
        await using var client = new PersonalPTClient(new PersonalPTClientOptions
        {
            Address = path.Address,
            Credential = ClientCredential.Development("gym", "athlete", "ann"),
            TimeProvider = _time,
        });
        await using var updates = client.WatchAsync(SessionId, 0, Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal(1ul, updates.Current.Event!.EventSeq);
        Assert.Single(path.Connections).Condition = LinkCondition.HalfOpen;
        _server.Session(SessionId).AddEvent("behind the change");
        client.NetworkChanged();
        do
            Assert.True(await updates.MoveNextAsync());
        while (updates.Current.Event is null);
        Assert.Equal(2ul, updates.Current.Event.EventSeq);
    }

    [Fact(Timeout = 120_000)]
    public async Task Statuses_come_between_the_events()
    {
        await foreach (var update in _client.WatchAsync(SessionId, 1, Cancelled))
        {
            Assert.Null(update.Event);
            Assert.Equal(1u, update.Status!.RepsInSet);
            break;
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_session_that_does_not_exist_is_told_once()
    {
        var error = await Assert.ThrowsAsync<PersonalPTException>(async () =>
        {
            await foreach (var update in _client.WatchAsync("00000000-0000-0000-0000-000000000000", 0, Cancelled))
                Assert.Fail($"There is nothing to see: {update}");
        });
        Assert.Equal((PersonalPTErrorKind.NotFound, "SESSION_NOT_FOUND"), (error.Kind, error.Reason));
    }

    [Fact(Timeout = 120_000)]
    public async Task Watching_stops_when_it_is_cancelled_even_while_the_server_is_away()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        _server.Refusal = FakeServer.Error(StatusCode.Unavailable, "away");
        await using var updates = _client.WatchAsync(SessionId, 0, stop.Token).GetAsyncEnumerator(Cancelled);
        var next = updates.MoveNextAsync().AsTask();
        for (var i = 0; i < 20; i++)
            await _clockwork.StepAsync(Cancelled);
        Assert.False(next.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private async Task<List<SessionEvent>> CollectAsync(ulong after, CancellationToken cancelled)
    {
        var events = new List<SessionEvent>();
        await foreach (var update in _client.WatchAsync(SessionId, after, cancelled))
            if (update.Event is { } sessionEvent)
                events.Add(sessionEvent);
        return events;
    }
}
