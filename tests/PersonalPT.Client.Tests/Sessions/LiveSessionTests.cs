using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Client.Tests.Fakes;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Network;
using PersonalPT.Testing;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class LiveSessionTests : IAsyncLifetime
{
    private const long Epoch = 1_700_000_000_000_000;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000));
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
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _pace.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory(Timeout = 120_000)]
    [InlineData(StatusCode.Unauthenticated, PersonalPTErrorKind.Unauthenticated)]
    [InlineData(StatusCode.PermissionDenied, PersonalPTErrorKind.PermissionDenied)]
    [InlineData(StatusCode.InvalidArgument, PersonalPTErrorKind.InvalidArgument)]
    [InlineData(StatusCode.NotFound, PersonalPTErrorKind.NotFound)]
    [InlineData(StatusCode.FailedPrecondition, PersonalPTErrorKind.Conflict)]
    [InlineData(StatusCode.Unimplemented, PersonalPTErrorKind.Unsupported)]
    public async Task An_error_that_will_not_go_away_is_told_and_nothing_is_tried_again(StatusCode code, PersonalPTErrorKind kind)
    {
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        var streams = Fake(live).StreamsOpened;
        _server.Refusal = FakeServer.Error(code, "This is why.", "SOME_REASON");
        Fake(live).Cut();

        var error = await Assert.ThrowsAsync<PersonalPTException>(() => _clockwork.UntilAsync(CollectAsync(live, Cancelled), Cancelled));
        Assert.Equal(kind, error.Kind);
        Assert.Equal("This is why.", error.Message);
        Assert.Equal("SOME_REASON", error.Reason);
        Assert.False(error.IsTransient);
        Assert.Same(error, await Assert.ThrowsAsync<PersonalPTException>(() => live.EndAsync(Cancelled)));
        Assert.Equal(ConnectionState.Failed, live.Connection);
        Assert.Same(error, live.Problem);

        _server.Refusal = null;
        for (var i = 0; i < 40; i++)
            await _clockwork.StepAsync(Cancelled);
        Assert.Equal(streams, Fake(live).StreamsOpened);
        Assert.Equal(1, _server.RefusalsMade);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_server_that_refuses_before_it_has_read_is_understood_the_first_time()
    {
        for (var i = 1; i <= 30; i++)
        {
            await using var live = await StartAsync();
            await ConnectedAsync(live, Cancelled);
            _server.Refusal = FakeServer.Error(StatusCode.PermissionDenied, "This is why.");
            Fake(live).Cut();
            await Assert.ThrowsAsync<PersonalPTException>(() => _clockwork.UntilAsync(CollectAsync(live, Cancelled), Cancelled));
            _server.Refusal = null;
            Assert.Equal(i, _server.RefusalsMade);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_second_phone_takes_the_session_over_and_the_first_is_told()
    {
        await using var first = await StartAsync();
        await ConnectedAsync(first, Cancelled);
        await using var second = await StartAsync(o => o with { SessionId = first.SessionId });
        var error = await Assert.ThrowsAsync<PersonalPTException>(() => _clockwork.UntilAsync(CollectAsync(first, Cancelled), Cancelled));
        Assert.Equal(PersonalPTErrorKind.Superseded, error.Kind);
        await ConnectedAsync(second, Cancelled);
    }

    [Fact(Timeout = 120_000)]
    public async Task While_the_server_is_away_it_is_tried_again_for_as_long_as_it_takes()
    {
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        _server.Refusal = FakeServer.Error(StatusCode.Unavailable, "maintenance");
        Fake(live).Cut();
        live.Push(Epoch, Landmarks.Of(1));
        for (var i = 0; i < 100; i++)
            await _clockwork.StepAsync(Cancelled);
        Assert.Contains(live.Connection, new[] { ConnectionState.Waiting, ConnectionState.Connecting });
        Assert.True(live.Problem!.IsTransient);
        Assert.Contains("maintenance", live.Problem.Message, StringComparison.Ordinal);

        _server.Refusal = null;
        await _clockwork.UntilAsync(live.EndAsync(Cancelled), Cancelled);
        Assert.Equal(2, Fake(live).Log.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_token_that_runs_out_in_the_middle_is_renewed()
    {
        var tokens = 0;
        await using var client = _server.Connect(_time, ClientCredential.Bearer(_ => ValueTask.FromResult($"token-{Interlocked.Increment(ref tokens)}")));
        await using var live = await StartAsync(client: client);
        await ConnectedAsync(live, Cancelled);
        Assert.Equal("Bearer token-2", _server.Authorization);
        Fake(live).Script([], [new BatchFate(BatchFault.RefuseToken, -1)]);
        live.Push(Epoch, Landmarks.Of(1));
        await _clockwork.UntilAsync(live.EndAsync(Cancelled), Cancelled);
        Assert.Equal("Bearer token-3", _server.Authorization);
        Assert.Equal(2, Fake(live).Log.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_the_buffer_cannot_hold_becomes_a_gap_and_counting_goes_on_after_it()
    {
        await using var live = await StartAsync(o => o with { MaxBufferedInputs = 50 });
        await ConnectedAsync(live, Cancelled);
        _server.Refusal = FakeServer.Error(StatusCode.Unavailable, "away");
        Fake(live).Cut();
        await _clockwork.UntilAsync(() => live.Connection == ConnectionState.Waiting, Cancelled);
        for (var i = 0; i < 200; i++)
            live.Push(Epoch + i, Landmarks.Of(i));
        _server.Refusal = null;
        var events = CollectAsync(live, Cancelled);
        await _clockwork.UntilAsync(live.EndAsync(Cancelled), Cancelled);

        // 200 frames and the end; the newest 50 of them are held.
        Assert.Equal(152ul, Fake(live).LastOpen!.OldestHeldInputSeq);
        Assert.Equal(Enumerable.Range(152, 50).Select(seq => (ulong)seq), Fake(live).Log.Select(entry => entry.Seq));
        var gap = Assert.Single(await _clockwork.UntilAsync(events, Cancelled), e => e.EventCase == SessionEvent.EventOneofCase.InputGap);
        Assert.Equal(new InputGap { FirstMissingInputSeq = 1, NextInputSeq = 152 }, gap.InputGap);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_app_is_warned_once_when_inputs_begin_to_be_lost_and_told_the_size_when_it_is_over()
    {
        await using var live = await StartAsync(o => o with { MaxBufferedInputs = 50 });
        await ConnectedAsync(live, Cancelled);
        var states = new List<LiveSessionState>();
        var watching = WatchAsync();
        _server.Refusal = FakeServer.Error(StatusCode.Unavailable, "away");
        Fake(live).Cut();
        await _clockwork.UntilAsync(() => live.Connection == ConnectionState.Waiting, Cancelled);
        for (var i = 0; i < 60; i++)
            live.Push(Epoch + i, Landmarks.Of(i));
        await _clockwork.UntilAsync(() => Seen(l => l is { IsOver: false }), Cancelled);
        for (var i = 60; i < 200; i++)
            live.Push(Epoch + i, Landmarks.Of(i));
        Assert.InRange(live.Loss!.Inputs, 146, 150);
        _server.Refusal = null;
        await _clockwork.UntilAsync(() => Seen(l => l is { IsOver: true }), Cancelled);
        await _clockwork.UntilAsync(live.EndAsync(Cancelled), Cancelled);
        await _clockwork.UntilAsync(watching, Cancelled);

        var told = states.Select(state => state.Loss).OfType<InputLoss>().Distinct().ToArray();
        Assert.Equal(2, told.Length);
        Assert.Equal((1, false), (told[0].Number, told[0].IsOver));
        var missing = Fake(live).Events.Where(e => e.InputGap is not null).Sum(e => (long)(e.InputGap.NextInputSeq - e.InputGap.FirstMissingInputSeq));
        Assert.Equal((1, missing, true), (told[1].Number, told[1].Inputs, told[1].IsOver));

        bool Seen(Func<InputLoss?, bool> what)
        {
            lock (states)
                return states.Any(state => what(state.Loss));
        }

        async Task<bool> WatchAsync()
        {
            await foreach (var state in live.Changes(Cancelled))
            {
                lock (states)
                    states.Add(state);
            }

            return true;
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task An_exercise_that_was_chosen_in_what_was_lost_is_chosen_behind_the_gap()
    {
        await using var live = await StartAsync(o => o with { MaxBufferedInputs = 50 });
        await ConnectedAsync(live, Cancelled);
        _server.Refusal = FakeServer.Error(StatusCode.Unavailable, "away");
        Fake(live).Cut();
        await _clockwork.UntilAsync(() => live.Connection == ConnectionState.Waiting, Cancelled);
        live.SelectExercise("lunge");
        for (var i = 0; i < 200; i++)
            live.Push(Epoch + i, Landmarks.Of(i));
        _server.Refusal = null;
        await _clockwork.UntilAsync(live.EndAsync(Cancelled), Cancelled);
        var log = Fake(live).Log;
        Assert.Equal("lunge", log[0].Input.SelectExercise?.ExerciseId);
        Assert.Equal(Input.InputOneofCase.EndSession, log[^1].Input.InputCase);
        Assert.Empty(Fake(live).Violations);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_change_of_network_reconnects_at_once_where_the_path_is_dead_without_a_word()
    {
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        Fake(live).Script([], [new BatchFate(BatchFault.Hang, -1)]);
        for (var i = 0; i < 30; i++)
            live.Push(Epoch + i, Landmarks.Of(i));
        await _clockwork.UntilAsync(() => Fake(live).Fates == 0, Cancelled);
        var now = _time.GetTimestamp();
        _client.NetworkChanged();

        // No time passes from here: neither a wait nor a watch over silence can help.
        while (Fake(live).Log.Count < 30)
            await _pace.Sessions.GetSessionAsync(new GetSessionRequest(), cancellationToken: Cancelled);
        Assert.Equal(now, _time.GetTimestamp());
        Assert.Equal(2, Fake(live).StreamsOpened);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_change_of_network_leaves_a_half_open_connection_behind()
    {
        await using var path = new FaultyNetwork(_server.Address);
        await using var client = new PersonalPTClient(new PersonalPTClientOptions
        {
            Address = path.Address,
            Credential = ClientCredential.Development("gym", "athlete", "ann"),
            TimeProvider = _time,
        });
        await using var live = await StartAsync(client: client);
        await ConnectedAsync(live, Cancelled);
        Assert.Single(path.Connections).Condition = LinkCondition.HalfOpen;
        for (var i = 0; i < 30; i++)
            live.Push(Epoch + i, Landmarks.Of(i));
        client.NetworkChanged();

        // The client's time stands still: nothing but the hint can make it leave.
        while (Fake(live).Log.Count < 30)
            await _pace.Sessions.GetSessionAsync(new GetSessionRequest(), cancellationToken: Cancelled);
        Assert.Equal(2, path.Accepted);
        Assert.Empty(Fake(live).Violations);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_change_of_network_ends_the_wait_for_the_next_try()
    {
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        _server.Refusal = FakeServer.Error(StatusCode.Unavailable, "away");
        Fake(live).Cut();
        await foreach (var state in live.Changes(Cancelled))
            if (state.Connection == ConnectionState.Waiting)
                break;
        _server.Refusal = null;
        _client.NetworkChanged();
        await ConnectedAsync(live, Cancelled);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_overloaded_server_is_left_alone_for_as_long_as_it_asks()
    {
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        _server.Refusal = FakeServer.Error(StatusCode.ResourceExhausted, "full", "OVERLOADED", TimeSpan.FromSeconds(40));
        Fake(live).Cut();
        await _clockwork.UntilAsync(() => _server.RefusalsMade == 1 && live.Connection == ConnectionState.Waiting, Cancelled);
        Assert.Equal(PersonalPTErrorKind.Overloaded, live.Problem!.Kind);
        var since = _time.GetTimestamp();
        _client.NetworkChanged();
        await _clockwork.UntilAsync(() => _server.RefusalsMade == 2, Cancelled);
        Assert.InRange(_time.GetElapsedTime(since), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(42));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_lost_last_event_is_noticed_and_fetched()
    {
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        Fake(live).Script([], [new BatchFate(BatchFault.LoseEvents, -1)]);
        for (var i = 0; i < FakeSession.EventEvery; i++)
            live.Push(Epoch + i, Landmarks.Of(i));
        await using var events = live.Events(Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await _clockwork.UntilAsync(events.MoveNextAsync().AsTask(), Cancelled));
        Assert.True(await _clockwork.UntilAsync(events.MoveNextAsync().AsTask(), Cancelled));
        Assert.Equal(1u, events.Current.RepCompleted.Ordinal);
        Assert.Equal(2, Fake(live).StreamsOpened);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(BatchFault.ForgetBatch)]
    [InlineData(BatchFault.Hang)]
    [InlineData(BatchFault.RestartAfterTaking)]
    [InlineData(BatchFault.RestartBeforeTaking)]
    public async Task The_last_inputs_arrive_although_nothing_follows_that_could_show_their_loss(BatchFault fault)
    {
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        for (var i = 0; i < 40; i++)
            live.Push(Epoch + i, Landmarks.Of(i));
        await _clockwork.UntilAsync(() => Fake(live).Log.Count == 40, Cancelled);
        Fake(live).Script([], [new BatchFate(fault, -1)]);
        live.Push(Epoch + 40, Landmarks.Of(40));
        await _clockwork.UntilAsync(() => Fake(live).Log.Count == 41 && Fake(live).Fates == 0, Cancelled);
        Assert.Empty(Fake(live).Violations);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stream_that_is_only_quiet_is_left_alone()
    {
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        live.Push(Epoch, Landmarks.Of(1));
        await _clockwork.UntilAsync(() => Fake(live).Log.Count == 1, Cancelled);

        // Half a minute in which nobody says anything.
        for (var i = 0; i < 120; i++)
        {
            await _pace.Sessions.GetSessionAsync(new GetSessionRequest(), cancellationToken: Cancelled);
            _time.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.Equal(1, Fake(live).StreamsOpened);
        Assert.Equal(ConnectionState.Connected, live.Connection);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_event_that_comes_by_itself_reaches_a_phone_that_sends_nothing()
    {
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        await using var events = live.Events(Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(SessionEvent.EventOneofCase.SessionStarted, events.Current.EventCase);
        Fake(live).AddEvent("by itself");
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(2ul, events.Current.EventSeq);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_app_that_never_reads_events_still_ends_and_one_that_reads_late_gets_them_all()
    {
        const int Frames = (EventInbox.Capacity + 300) * FakeSession.EventEvery;
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        var frame = Landmarks.Of(0);
        for (var i = 0; i < Frames; i++)
            live.Push(Epoch + i, frame);
        await _clockwork.UntilAsync(live.EndAsync(Cancelled), Cancelled);
        var events = await _clockwork.UntilAsync(CollectAsync(live, Cancelled), Cancelled);
        Assert.Equal(Fake(live).Events, events);
        Assert.Equal(EventInbox.Capacity + 302, events.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_later_reader_goes_on_where_the_earlier_one_stopped_and_two_at_once_are_refused()
    {
        await using var live = await StartAsync();
        for (var i = 0; i < 3 * FakeSession.EventEvery; i++)
            live.Push(Epoch + i, Landmarks.Of(i));
        await _clockwork.UntilAsync(live.EndAsync(Cancelled), Cancelled);
        await foreach (var first in live.Events(Cancelled))
        {
            Assert.Equal(1ul, first.EventSeq);
            await Assert.ThrowsAsync<InvalidOperationException>(() => CollectAsync(live, Cancelled));
            break;
        }

        Assert.Equal([2ul, 3ul, 4ul, 5ul], (await CollectAsync(live, Cancelled)).Select(e => e.EventSeq));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_app_that_was_killed_goes_on_with_the_numbers_of_the_server()
    {
        await using var killed = await StartAsync();
        for (var i = 0; i < 10; i++)
            killed.Push(Epoch + i, Landmarks.Of(i));
        await _clockwork.UntilAsync(() => Fake(killed).Log.Count == 10, Cancelled);
        await killed.DisposeAsync();

        await using var resumed = await StartAsync(o => o with { SessionId = killed.SessionId });
        resumed.Push(Epoch + 10, Landmarks.Of(10));
        await _clockwork.UntilAsync(resumed.EndAsync(Cancelled), Cancelled);
        Assert.Empty(Fake(resumed).Violations);
        Assert.Equal(Enumerable.Range(1, 12).Select(seq => (ulong)seq), Fake(resumed).Log.Select(entry => entry.Seq));
        Assert.Equal(Fake(resumed).Events, await CollectAsync(resumed, Cancelled));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_app_that_was_killed_needs_to_remember_nothing_but_the_session()
    {
        await using var killed = await StartAsync(o => o with { Capture = new CaptureHeader { NominalRateHz = 30 } });
        var epoch = _server.LastStart!.Capture.CaptureEpochUs;
        killed.Push(epoch + 5, Landmarks.Of(0));
        await _clockwork.UntilAsync(() => Fake(killed).Log.Count == 1, Cancelled);
        await killed.DisposeAsync();
        _time.Advance(TimeSpan.FromMinutes(2));

        await using var resumed = await StartAsync(o => o with { SessionId = killed.SessionId, Capture = new CaptureHeader { NominalRateHz = 30 } });
        Assert.Equal(epoch, _server.LastStart!.Capture.CaptureEpochUs);
        resumed.Push(epoch + 7, Landmarks.Of(1));
        await _clockwork.UntilAsync(resumed.EndAsync(Cancelled), Cancelled);
        Assert.Equal([5ul, 7ul, 7ul], Fake(resumed).Log.Select(entry => entry.Input.TimeUs));
        Assert.Equal([1ul, 2ul, 3ul], Fake(resumed).Log.Select(entry => entry.Seq));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_id_that_the_server_does_not_know_starts_a_session_now()
    {
        var id = Guid.NewGuid().ToString();
        await using var live = await StartAsync(o => o with { SessionId = id, Capture = new CaptureHeader() });
        Assert.Equal((id, Epoch), (live.SessionId, _server.LastStart!.Capture.CaptureEpochUs));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_app_that_was_killed_does_not_give_the_numbers_of_lost_inputs_to_others()
    {
        await using var killed = await StartAsync();
        for (var i = 0; i < 10; i++)
            killed.Push(Epoch + i, Landmarks.Of(i));
        await _clockwork.UntilAsync(() => Fake(killed).Log.Count == 10, Cancelled);
        await killed.DisposeAsync();
        Fake(killed).RestartAt(6);

        await using var resumed = await StartAsync(o => o with { SessionId = killed.SessionId });
        resumed.Push(Epoch + 10, Landmarks.Of(10));
        await _clockwork.UntilAsync(resumed.EndAsync(Cancelled), Cancelled);
        Assert.Empty(Fake(resumed).Violations);
        Assert.Equal(new ulong[] { 1, 2, 3, 4, 5, 36_006, 36_007 }, Fake(resumed).Log.Select(entry => entry.Seq));
        Assert.Single(Fake(resumed).Events, e => e.EventCase == SessionEvent.EventOneofCase.InputGap);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_app_that_was_killed_in_its_first_set_does_not_begin_at_one_again()
    {
        await using var killed = await StartAsync();
        for (var i = 0; i < 20; i++)
            killed.Push(Epoch + i, Landmarks.Of(i));
        await _clockwork.UntilAsync(() => Fake(killed).Log.Count == 20, Cancelled);
        await killed.DisposeAsync();
        Fake(killed).RestartAt(1);

        await using var resumed = await StartAsync(o => o with { SessionId = killed.SessionId });
        resumed.Push(Epoch + 20, Landmarks.Of(20));
        await _clockwork.UntilAsync(resumed.EndAsync(Cancelled), Cancelled);
        Assert.Empty(Fake(resumed).Violations);
        Assert.Equal(new ulong[] { 36_001, 36_002 }, Fake(resumed).Log.Select(entry => entry.Seq));
        Assert.Single(Fake(resumed).Events, e => e.EventCase == SessionEvent.EventOneofCase.InputGap);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_server_with_inputs_that_were_not_made_here_is_not_fed()
    {
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        Fake(live).Say(new TrackResponse { NeedFrom = new NeedFrom { InputSeq = 99 } });
        var error = await Assert.ThrowsAsync<PersonalPTException>(() => CollectAsync(live, Cancelled));
        Assert.Equal(PersonalPTErrorKind.OutOfStep, error.Kind);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_session_that_the_server_ended_ends_here_too()
    {
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        Fake(live).EndAsAbandoned();
        var events = await _clockwork.UntilAsync(CollectAsync(live, Cancelled), Cancelled);
        Assert.Equal(SessionEndReason.Abandoned, events[^1].SessionEnded.Reason);
        Assert.Equal(ConnectionState.Ended, live.Connection);
        Assert.Equal(SessionEndReason.Abandoned, (await live.EndAsync(Cancelled)).Reason);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_pushed_after_the_end_is_not_sent()
    {
        await using var live = await StartAsync();
        live.Push(Epoch + 5, Landmarks.Of(1));
        var ending = live.EndAsync(Cancelled);
        live.Push(Epoch + 6, Landmarks.Of(2));
        live.EndSet();
        await _clockwork.UntilAsync(ending, Cancelled);
        live.PushNobody(Epoch + 7);
        Assert.Equal([Input.InputOneofCase.Compact, Input.InputOneofCase.EndSession], Fake(live).Log.Select(entry => entry.Input.InputCase));
        Assert.Equal([5ul, 5ul], Fake(live).Log.Select(entry => entry.Input.TimeUs));
        Assert.Empty(Fake(live).Violations);
    }

    [Fact(Timeout = 120_000)]
    public async Task Capture_times_that_do_not_rise_are_sent_as_they_are()
    {
        await using var live = await StartAsync();
        foreach (var time in new[] { 50, 40, 40, 60 })
            live.Push(Epoch + time, Landmarks.Of(time));
        await _clockwork.UntilAsync(live.EndAsync(Cancelled), Cancelled);
        Assert.Equal([50ul, 40ul, 40ul, 60ul, 60ul], Fake(live).Log.Select(entry => entry.Input.TimeUs));
    }

    [Fact(Timeout = 120_000)]
    public async Task Frames_travel_as_floats_where_the_app_says_so()
    {
        await using var live = await StartAsync(o => o with { FramesAsFloats = true });
        live.Push(Epoch, Landmarks.Of(3));
        await _clockwork.UntilAsync(live.EndAsync(Cancelled), Cancelled);
        Assert.Equal(Landmarks.Of(3), Fake(live).Log[0].Input.Floats.Values);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_newest_status_is_shown_and_changes_of_connection_with_it()
    {
        await using var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        await using var changes = live.Changes(Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await changes.MoveNextAsync());
        Assert.Null(changes.Current.Status);
        Fake(live).Say(new TrackResponse { Status = new SessionStatus { Progress = 0.5f } });
        Assert.True(await changes.MoveNextAsync());
        Assert.Equal(new LiveSessionState(ConnectionState.Connected, new SessionStatus { Progress = 0.5f }, null), changes.Current);
        Assert.Equal(0.5f, live.Status!.Progress);

        await live.DisposeAsync();
        ConnectionState? last = null;
        while (await changes.MoveNextAsync())
            last = changes.Current.Connection;
        Assert.Equal(ConnectionState.Disposed, last);
    }

    [Fact(Timeout = 120_000)]
    public async Task Disposing_ends_all_waiting_but_not_the_session()
    {
        var live = await StartAsync();
        await ConnectedAsync(live, Cancelled);
        await using (var first = live.Events(Cancelled).GetAsyncEnumerator(Cancelled))
            Assert.True(await first.MoveNextAsync());
        Fake(live).Script([], [new BatchFate(BatchFault.Hang, -1)]);
        var events = CollectAsync(live, Cancelled);
        var ending = live.EndAsync(Cancelled);
        await live.DisposeAsync();
        await live.DisposeAsync();
        Assert.Empty(await events);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ending);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => live.EndAsync(Cancelled));
        live.Push(Epoch, Landmarks.Of(1));
        Assert.Equal(ConnectionState.Disposed, live.Connection);
        Assert.Empty(Fake(live).Log);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_frame_that_is_not_one_is_refused_and_does_no_harm()
    {
        await using var live = await StartAsync();
        var frame = Landmarks.Of(1);
        frame[17] = float.NaN;
        Assert.Throws<ArgumentException>(() => live.Push(Epoch, frame));
        Assert.Throws<ArgumentException>(() => live.Push(Epoch, new float[131]));
        Assert.Throws<ArgumentOutOfRangeException>(() => live.Push(Epoch - 1, Landmarks.Of(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => live.PushNobody(Epoch - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => live.Push(Epoch + (long)InputLimits.LatestMicros + 1, Landmarks.Of(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => live.PushNobody(long.MaxValue));
        Assert.Throws<ArgumentException>(() => live.SelectExercise(""));
        Assert.Throws<ArgumentException>(() => live.SelectExercise(new string('x', 65)));
        live.Push(Epoch, Landmarks.Of(1));
        await _clockwork.UntilAsync(live.EndAsync(Cancelled), Cancelled);
        Assert.Equal(2, Fake(live).Log.Count);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pushed_frame_allocates_nothing(bool asFloats)
    {
        await using var live = await StartAsync(o => o with { FramesAsFloats = asFloats, MaxBufferedInputs = 500 });
        _server.Refusal = FakeServer.Error(StatusCode.Unavailable, "away");
        Fake(live).Cut();
        var frame = Landmarks.Of(1);

        // Until the buffer has grown to its bound, and the code has been compiled for good.
        var micros = Epoch;
        Push(50_000);
        Assert.Equal(0, Allocation.Of(() => Push(5_000)));

        void Push(int times)
        {
            for (var i = 0; i < times; i++)
            {
                live.Push(micros, frame);
                live.PushNobody(micros++);
            }
        }
    }

    private FakeSession Fake(LiveSession live) => _server.Session(live.SessionId);

    private Task<LiveSession> StartAsync(Func<LiveSessionOptions, LiveSessionOptions>? with = null, PersonalPTClient? client = null)
    {
        var options = new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader { CaptureEpochUs = Epoch } };
        return (client ?? _client).StartSessionAsync(with is null ? options : with(options), Cancelled);
    }

    private static async Task ConnectedAsync(LiveSession live, CancellationToken cancelled)
    {
        await foreach (var state in live.Changes(cancelled))
            if (state.Connection == ConnectionState.Connected)
                return;
        Assert.Fail($"The session never connected: {live.Problem}");
    }

    private static async Task<List<SessionEvent>> CollectAsync(LiveSession live, CancellationToken cancelled)
    {
        var events = new List<SessionEvent>();
        await foreach (var sessionEvent in live.Events(cancelled))
            events.Add(sessionEvent);
        return events;
    }
}
