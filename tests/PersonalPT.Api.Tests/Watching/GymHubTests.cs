using Microsoft.Extensions.Logging.Abstractions;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Watching;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Tests.Watching;

public sealed class GymHubTests
{
    private static readonly SessionKey s_other = ScriptedJournal.Key with { SessionId = "00000000-0000-0000-0000-000000000000" };

    private readonly Feed _feed = new();

    [Fact]
    public async Task A_gym_is_subscribed_to_once_while_somebody_watches_and_let_go_of_with_the_last()
    {
        var hub = new GymHub(_feed, NullLogger<GymHub>.Instance);

        var first = await hub.Watch(ScriptedJournal.Key, new Watcher(), Patience);
        var second = await hub.Watch(s_other, new Watcher(), Patience);
        Assert.Equal((1, 1), (_feed.Subscriptions, _feed.Open));
        await first.DisposeAsync();
        Assert.Equal(1, _feed.Open);
        await second.DisposeAsync();
        Assert.Equal(0, _feed.Open);

        await using var third = await hub.Watch(ScriptedJournal.Key, new Watcher(), Patience);
        Assert.Equal((2, 1), (_feed.Subscriptions, _feed.Open));
    }

    [Fact]
    public async Task Everybody_hears_of_his_own_session_and_of_no_other()
    {
        var hub = new GymHub(_feed, NullLogger<GymHub>.Instance);
        var (mine, also, others) = (new Watcher(), new Watcher(), new Watcher());
        await using var first = await hub.Watch(ScriptedJournal.Key, mine, Patience);
        await using var second = await hub.Watch(ScriptedJournal.Key, also, Patience);
        await using var third = await hub.Watch(s_other, others, Patience);

        _feed.Deliver!(new GymFeedItem([ScriptedJournal.Make(1), ScriptedJournal.Make(2)], [new SessionStatusReport(s_other, default, 9)]));

        Assert.Equal([1, 2], mine.Events);
        Assert.Equal([1, 2], also.Events);
        Assert.Empty(others.Events);
        Assert.Equal([9], others.Reports);
    }

    [Fact]
    public async Task Who_watches_the_whole_gym_hears_everything_over_the_same_subscription_and_keeps_it()
    {
        var hub = new GymHub(_feed, NullLogger<GymHub>.Instance);
        var items = new List<GymFeedItem>();
        var board = await hub.Watch(ScriptedJournal.Key.GymId, items.Add, Patience);
        await using (await hub.Watch(ScriptedJournal.Key, new Watcher(), Patience))
            Assert.Equal((1, 1), (_feed.Subscriptions, _feed.Open));
        Assert.Equal(1, _feed.Open);

        var item = new GymFeedItem([ScriptedJournal.Make(1)], [new SessionStatusReport(s_other, default, 9)]);
        _feed.Deliver!(item);
        await board.DisposeAsync();
        Assert.Equal(0, _feed.Open);
        _feed.Deliver!(item);

        Assert.Equal([item], items);
    }

    [Fact]
    public async Task Coming_and_going_at_the_same_time_leaves_nothing_open()
    {
        var hub = new GymHub(_feed, NullLogger<GymHub>.Instance);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
                await (await hub.Watch(ScriptedJournal.Key, new Watcher(), Patience)).DisposeAsync();
        })));

        Assert.Equal(0, _feed.Open);
        Assert.InRange(_feed.MostOpen, 1, 1);
    }

    [Fact]
    public async Task A_feed_that_cannot_be_let_go_of_does_not_keep_the_next_one_from_watching()
    {
        var hub = new GymHub(_feed, NullLogger<GymHub>.Instance);
        _feed.EndFails = true;
        await (await hub.Watch(ScriptedJournal.Key, new Watcher(), Patience)).DisposeAsync();

        var next = new Watcher();
        await using var watching = await Task.Run(() => hub.Watch(ScriptedJournal.Key, next, Patience), Patience).Soon();
        _feed.Deliver!(new GymFeedItem([ScriptedJournal.Make(1)], []));

        Assert.Equal([1], next.Events);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_for_a_gyms_feed_can_go()
    {
        using var gone = new CancellationTokenSource();
        var hub = new GymHub(_feed, NullLogger<GymHub>.Instance);
        _feed.Slow = new TaskCompletionSource();
        var first = hub.Watch(ScriptedJournal.Key, new Watcher(), Patience);

        var second = hub.Watch(ScriptedJournal.Key, new Watcher(), gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.Soon());
        _feed.Slow.SetResult();
        await (await first).DisposeAsync();
    }

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_watches_a_session_hears_that_it_was_erased_and_nobody_else_does()
    {
        var hub = new GymHub(_feed, NullLogger<GymHub>.Instance);
        var (watcher, other) = (new Watcher(), new Watcher());
        await using var watching = await hub.Watch(ScriptedJournal.Key, watcher, Patience);
        await using var elsewhere = await hub.Watch(s_other, other, Patience);

        _feed.Deliver!(new GymFeedItem([], []) { Erased = [ScriptedJournal.Key] });

        Assert.True(watcher.Erased);
        Assert.False(other.Erased);
    }

    private sealed class Feed : IGymFeedSource
    {
        private int _open;

        public int Subscriptions { get; private set; }

        public int MostOpen { get; private set; }

        public int Open => _open;

        public bool EndFails { get; set; }

        public TaskCompletionSource? Slow { get; set; }

        public Action<GymFeedItem>? Deliver { get; private set; }

        public async Task<IAsyncDisposable> Subscribe(string gymId, Action<GymFeedItem> deliver)
        {
            await Task.Yield();
            if (Slow is { } slow)
                await slow.Task;
            Subscriptions++;
            Deliver = deliver;
            MostOpen = Math.Max(MostOpen, Interlocked.Increment(ref _open));
            return new Subscription(this);
        }

        private sealed class Subscription(Feed feed) : IAsyncDisposable
        {
            public async ValueTask DisposeAsync()
            {
                await Task.Yield();
                if (feed.EndFails)
                    throw new TimeoutException("No answer.");
                Interlocked.Decrement(ref feed._open);
            }
        }
    }

    private sealed class Watcher : ISessionWatcher
    {
        public List<long> Events { get; } = [];

        public List<long> Reports { get; } = [];

        public void OnEvents(IReadOnlyList<SessionEvent> events) => Events.AddRange(events.Select(e => e.EventSeq));

        public void OnStatus(SessionStatusReport report) => Reports.Add(report.LastEventSeq);

        public void OnErased() => Erased = true;

        public bool Erased { get; private set; }
    }
}
