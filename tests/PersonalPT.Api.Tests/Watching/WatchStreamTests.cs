using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Tracking;
using PersonalPT.Api.Watching;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Protocol.V1;
using SessionEnded = PersonalPT.Contracts.Sessions.SessionEnded;
using SessionEndReason = PersonalPT.Contracts.Sessions.SessionEndReason;
using SessionEvent = PersonalPT.Contracts.Sessions.SessionEvent;
using ResponseCase = PersonalPT.Protocol.V1.WatchSessionResponse.ResponseOneofCase;

namespace PersonalPT.Api.Tests.Watching;

public sealed class WatchStreamTests : IGymFeedSource, IAsyncDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(1);

    private static readonly ApiOptions s_options = new() { BufferedEvents = 16 };

    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedJournal _journal = new();
    private readonly Outgoing<WatchSessionResponse> _responses = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _gone = new();
    private Action<GymFeedItem> _deliver = _ => { };
    private WatchStream? _stream;
    private Task _running = Task.CompletedTask;

    [Fact]
    public async Task What_was_comes_before_what_is_new()
    {
        _journal.Write(3);
        await Open(after: 1);
        Feed(_journal.Write(2));

        Assert.Equal([2, 3, 4, 5], await Events(4));
    }

    [Fact]
    public async Task The_watch_of_a_session_that_was_erased_closes()
    {
        await Open();
        _deliver(new GymFeedItem([], []) { Erased = [ScriptedJournal.Key] });

        var error = await Assert.ThrowsAsync<RpcException>(() => _running.Soon());
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task A_hole_in_the_feed_is_filled_from_the_log()
    {
        await Open();
        var events = _journal.Write(5);
        Feed([events[0]]);
        Feed([events[4]]);

        Assert.Equal([1, 2, 3, 4, 5], await Events(5));
    }

    [Fact]
    public async Task A_last_event_that_was_lost_is_found_by_the_number_that_the_status_carries()
    {
        await Open();
        _journal.Write(1);
        _deliver(new GymFeedItem([], [new SessionStatusReport(ScriptedJournal.Key, default, 1)]));
        await Beat();
        _time.Advance(s_beat);

        Assert.Equal([1], await Events(1));
    }

    [Fact]
    public async Task A_feed_that_is_silent_is_not_trusted()
    {
        await Open();
        _journal.Write(1);
        for (var i = 0; i < 4; i++)
            await Beat();
        _time.Advance(s_beat);

        Assert.Equal([1], await Events(1));
    }

    [Fact]
    public async Task The_newest_number_is_repeated_every_second()
    {
        _journal.Write(2);
        await Open();

        Assert.Equal((2UL, 2UL), (await Beat(), await Beat()));
    }

    [Fact]
    public async Task A_slow_watcher_loses_no_event_however_many_come()
    {
        await Open();
        _responses.HoldUp();
        for (var i = 0; i < 100; i++)
            Feed(_journal.Write(10));
        _responses.LetGo();

        Assert.Equal(Enumerable.Range(1, 1000).Select(n => (long)n), await Events(1000));
    }

    [Fact]
    public async Task The_stream_ends_with_the_session()
    {
        await Open();
        _journal.Write(1);
        Feed(_journal.Write(1, new SessionEnded(SessionEndReason.Client)));

        await _running.Soon();
        Assert.Equal([1, 2], await Events(2));
    }

    [Fact]
    public async Task The_end_is_noticed_even_where_the_feed_lost_it()
    {
        await Open();
        _journal.Write(1, new SessionEnded(SessionEndReason.Client));
        for (var i = 0; i < 4; i++)
            await Beat();
        _time.Advance(s_beat);

        await _running.Soon();
        Assert.Equal([1], await Events(1));
    }

    [Fact]
    public async Task A_server_that_goes_away_says_so()
    {
        await Open();
        await _stopping.CancelAsync();

        var error = await Assert.ThrowsAsync<RpcException>(() => _running.Soon());
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.NotNull(error.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>());
    }

    public Task<IAsyncDisposable> Subscribe(string gymId, Action<GymFeedItem> deliver)
    {
        _deliver = deliver;
        return Task.FromResult<IAsyncDisposable>(new MemoryStream());
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.False(_responses.HadTwoWriters);
        _stopping.Dispose();
        _gone.Dispose();
    }

    private async Task Open(long after = 0)
    {
        var session = new ScriptedSession(_journal, _time);
        _stream = new WatchStream(
            ScriptedJournal.Key, after, new GymHub(this, NullLogger<GymHub>.Instance), session, _journal, _time, s_options,
            new StreamPace(s_options, _time), Measured.Instruments());
        _running = _stream.Run(_responses, _stopping.Token, _gone.Token);

        // The first status is written when everything runs; events that were there come before it and stay for the test.
        await NextOf(ResponseCase.Status, keep: true);
    }

    private readonly Queue<WatchSessionResponse> _kept = new();

    private void Feed(IReadOnlyList<SessionEvent> events) => _deliver(new GymFeedItem(events, []));

    private async Task<ulong> Beat()
    {
        _time.Advance(s_beat);
        return (await NextOf(ResponseCase.LastEventSeq)).LastEventSeq;
    }

    private async Task<WatchSessionResponse> NextOf(ResponseCase kind, bool keep = false)
    {
        while (true)
        {
            var response = !keep && _kept.TryDequeue(out var kept) ? kept : await _responses.Next();
            if (response.ResponseCase == kind)
                return response;
            if (keep)
                _kept.Enqueue(response);
        }
    }

    private async Task<List<long>> Events(int count)
    {
        var events = new List<long>();
        while (events.Count < count)
            events.Add((long)(await NextOf(ResponseCase.Event)).Event.EventSeq);
        return events;
    }
}
