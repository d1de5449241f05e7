using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Tracking;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using CaptureHeader = PersonalPT.Contracts.Sessions.CaptureHeader;
using SessionEnded = PersonalPT.Contracts.Sessions.SessionEnded;
using SessionEndReason = PersonalPT.Contracts.Sessions.SessionEndReason;
using ResponseCase = PersonalPT.Protocol.V1.TrackResponse.ResponseOneofCase;

namespace PersonalPT.Api.Tests.Tracking;

public sealed class PhoneStreamTests : IAsyncDisposable
{
    private static readonly ApiOptions s_options = new() { IdleTimeout = TimeSpan.FromSeconds(10), BufferedEvents = 16 };

    // Where time goes on by itself until something has happened, nobody may run out of patience.
    private static readonly ApiOptions s_patient = s_options with { IdleTimeout = TimeSpan.FromDays(1) };
    private static readonly TimeSpan s_linger = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedJournal _journal = new();
    private readonly ScriptedSession _session;
    private readonly Incoming<TrackRequest> _phone = new();
    private readonly Outgoing<TrackResponse> _responses = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _gone = new();
    private StreamPace? _pace;
    private PhoneStream? _stream;
    private Task _running = Task.CompletedTask;

    public PhoneStreamTests() => _session = new ScriptedSession(_journal, _time);

    [Fact]
    public async Task The_first_word_is_the_acknowledgement_then_comes_what_the_phone_has_missed_and_then_what_is_new()
    {
        _journal.Write(5);
        _session.NextInputSeq = 40;
        Open(afterEventSeq: 3);

        var first = await _responses.Next();
        Assert.Equal(new Acknowledgement { NextInputSeq = 40, DurableInputSeq = 1, LastEventSeq = 5 }, first.Acknowledgement);
        await Tell(_journal.Write(2));

        Assert.Equal([4, 5, 6, 7], await Events(4));
    }

    [Fact]
    public async Task Events_that_are_pushed_twice_or_lost_on_the_way_reach_the_phone_once_and_in_order()
    {
        await OpenFresh();
        var events = _journal.Write(6);

        await Tell([events[0], events[1]]);
        await Tell([events[1], events[2]]);
        await Tell([events[5]]);

        Assert.Equal([1, 2, 3, 4, 5, 6], await Events(6));
    }

    [Fact]
    public async Task A_last_event_that_was_lost_is_noticed_within_two_beats()
    {
        await OpenFresh();
        _journal.Write(1);

        // One beat to hear of it, one to see that it did not come.
        await Beat();
        _time.Advance(s_beat);

        Assert.Equal([1], await Events(1));
    }

    [Fact]
    public async Task A_stream_that_lost_something_takes_its_place_among_the_observers_again()
    {
        await OpenFresh();
        _journal.Write(1);
        await Beat();
        await Beat();

        await _session.NextObservation();
    }

    [Fact]
    public async Task An_acknowledgement_names_no_event_that_was_not_sent_before()
    {
        await OpenFresh();
        _phone.Send(Message(1, 10));
        var submission = await _session.NextSubmission();
        var events = _journal.Write(1);
        submission.Take(_session);

        Assert.Equal(new Acknowledgement { NextInputSeq = 11, DurableInputSeq = 1, LastEventSeq = 0 }, (await NextOf(ResponseCase.Acknowledgement)).Acknowledgement);
        await Tell(events);
        Assert.Equal([1], await Events(1));
        Assert.Equal(1UL, (await Beat()).LastEventSeq);
    }

    [Fact]
    public async Task What_arrives_while_a_call_is_under_way_becomes_one_batch_and_only_one_call_is_under_way()
    {
        await OpenFresh();
        _phone.Send(Message(1, 2));
        var first = await _session.NextSubmission();
        Assert.Equal((1, 2), (first.First, first.Last));
        foreach (var message in Enumerable.Range(0, 5).Select(i => Message(3 + 2 * (ulong)i, 2)))
            _phone.Send(message);
        first.Take(_session);

        var second = await InTime(_session.NextSubmission());
        second.Take(_session);

        Assert.Equal((3, 12, 1), (second.First, second.Last, _session.MostAtOnce));
    }

    [Fact]
    public async Task A_session_is_not_called_sooner_than_the_linger_after_the_call_before()
    {
        await OpenFresh();
        _phone.Send(Message(1, 1));
        var first = await _session.NextSubmission();
        first.Take(_session);
        _phone.Send(Message(2, 1));

        var second = await InTime(_session.NextSubmission());

        Assert.Equal(2, second.First);
        Assert.True(second.At - first.At >= s_linger, $"Called again after {second.At - first.At}.");
    }

    [Fact]
    public async Task What_comes_when_the_session_may_be_called_is_handed_over_at_once()
    {
        // Between two ticks of the pace.
        _time.Advance(s_linger / 20);
        await OpenFresh();
        _phone.Send(Message(1, 1));
        (await _session.NextSubmission()).Take(_session);
        await NextOf(ResponseCase.Acknowledgement);
        _time.Advance(s_linger);
        _phone.Send(Message(2, 1));

        Assert.Equal(2, (await _session.NextSubmission()).First);
    }

    [Fact]
    public async Task A_backlog_is_not_held_back()
    {
        await OpenFresh();
        _phone.Send(Message(1, 1));
        var first = await _session.NextSubmission();
        _phone.Send(Frames(2, 300));
        first.Take(_session);

        Assert.Equal(301, (await _session.NextSubmission()).Last);
    }

    [Fact]
    public async Task Reading_stops_where_the_session_does_not_keep_up()
    {
        await OpenFresh();
        for (var i = 0UL; i < 20; i++)
            _phone.Send(Frames(1 + 600 * i, 600));

        var first = await _session.NextSubmission();

        Assert.Equal(600, first.Last);
        Assert.InRange(_phone.Unread, 18, 19);
        _session.AnswersByItself = true;
        first.Take(_session);
        while ((await _session.NextSubmission()).Last < 12_000)
        {
        }

        Assert.Equal(0, _phone.Unread);
    }

    [Fact]
    public async Task A_phone_that_ran_ahead_is_told_once_from_where_to_go_on()
    {
        await OpenFresh(s_patient with { Heartbeat = TimeSpan.FromDays(1) });
        _phone.Send(Message(5, 1));
        (await _session.NextSubmission()).Reply(SubmitOutcome.NeedFrom, _session);
        Assert.Equal(1UL, (await NextOf(ResponseCase.NeedFrom)).NeedFrom.InputSeq);

        // These were on their way.
        _phone.Send(Message(6, 1));
        _phone.Send(Message(7, 1));
        _phone.Send(Message(1, 3));

        Assert.Equal(1, (await InTime(_session.NextSubmission())).First);
    }

    [Fact]
    public async Task Something_wrong_ends_the_stream_with_the_fields_name_and_what_came_before_it_is_taken()
    {
        _session.AnswersByItself = true;
        await OpenFresh();
        _phone.Send(Message(1, 3));
        var bad = Message(4, 4);
        bad.Inputs[3].Floats = new FloatLandmarks();
        bad.Inputs[3].Floats.Values.AddRange(Enumerable.Repeat(1f, 132));
        bad.Inputs[3].Floats.Values[17] = float.NaN;
        _phone.Send(bad);

        var error = await EndedInTime();

        Assert.Equal(StatusCode.InvalidArgument, error!.StatusCode);
        Assert.Equal("inputs[3].floats.values[17]", error.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations[0].Field);
        Assert.Equal(3, (await _session.NextSubmission()).Last);
        Assert.Equal(4, _session.NextInputSeq);
    }

    [Fact]
    public async Task A_second_opening_is_refused()
    {
        await OpenFresh();
        _phone.Send(new TrackRequest { Open = new TrackOpen { SessionId = ScriptedJournal.Key.SessionId } });

        Assert.Contains("open", (await Ended())!.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_phone_that_has_said_all_gets_everything_before_its_stream_ends()
    {
        _session.AnswersByItself = true;
        await OpenFresh();
        _phone.Send(Message(1, 3));
        await _session.NextSubmission();
        _journal.Write(2);
        _phone.Send(Message(4, 3));
        _phone.Complete();

        // The events are never pushed: the end of the stream fetches them.
        Assert.Null(await EndedInTime());

        var rest = Rest();
        Assert.Equal([1UL, 2UL], rest.Where(r => r.Event is not null).Select(r => r.Event.EventSeq));
        Assert.Equal(7UL, rest.Last(r => r.Acknowledgement is not null).Acknowledgement.NextInputSeq);
        Assert.DoesNotContain(rest, r => r.Closing is not null);
    }

    [Fact]
    public async Task A_session_that_has_ended_says_so_after_its_last_event()
    {
        await OpenFresh();
        _journal.Write(1);
        await Tell(_journal.Write(1, new SessionEnded(SessionEndReason.Client)));
        await _session.Observer!.OnClosing(ClosingReason.SessionEnded);

        Assert.Null(await Ended());
        var rest = Rest();
        Assert.Equal([1UL, 2UL], rest.Where(r => r.Event is not null).Select(r => r.Event.EventSeq));
        Assert.Equal(StreamClosingReason.SessionEnded, rest[^1].Closing.Reason);
    }

    [Fact]
    public async Task A_phone_that_comes_to_an_ended_session_gets_what_it_missed_and_is_sent_away()
    {
        _journal.Write(3);
        _session.Phase = Contracts.Sessions.SessionPhase.Ended;
        Open();

        Assert.Null(await Ended());
        Assert.Equal(
            [ResponseCase.Acknowledgement, ResponseCase.Event, ResponseCase.Event, ResponseCase.Event, ResponseCase.Closing],
            Rest().Select(r => r.ResponseCase).Where((c, i) => i == 0 || c != ResponseCase.Acknowledgement));
    }

    [Fact]
    public async Task A_phone_that_is_kept_out_hears_nothing_but_why()
    {
        _journal.Write(3);
        _session.Stream = (0, "a tablet");
        Open(phoneId: "the phone");

        Assert.Null(await Ended());
        Assert.Equal(StreamClosingReason.Superseded, Assert.Single(Rest()).Closing.Reason);
    }

    [Theory]
    [InlineData(ClosingReason.Superseded, StreamClosingReason.Superseded)]
    [InlineData(ClosingReason.Resume, StreamClosingReason.Resume)]
    public async Task The_phone_is_told_why_its_stream_closes(ClosingReason reason, StreamClosingReason told)
    {
        await OpenFresh();
        await _session.Observer!.OnClosing(reason);

        Assert.Null(await Ended());
        Assert.Equal(told, Rest()[^1].Closing.Reason);
        Assert.Equal(1, _session.Forgotten);
    }

    [Fact]
    public async Task A_server_that_goes_away_asks_the_phone_to_resume()
    {
        await OpenFresh();
        await _stopping.CancelAsync();

        Assert.Null(await Ended());
        Assert.Equal(StreamClosingReason.Resume, Rest()[^1].Closing.Reason);
    }

    [Fact]
    public async Task A_batch_whose_outcome_is_unknown_makes_the_phone_resume()
    {
        await OpenFresh();
        _phone.Send(Message(1, 1));
        (await _session.NextSubmission()).Fail(new TimeoutException("No answer."));

        Assert.Null(await Ended());
        Assert.Equal(StreamClosingReason.Resume, Rest()[^1].Closing.Reason);
    }

    [Fact]
    public async Task A_phone_that_is_silent_for_too_long_is_sent_away()
    {
        await OpenFresh(s_options);
        for (var i = 0; i < 9; i++)
            await Beat();
        Assert.False(_running.IsCompleted);
        _time.Advance(s_beat);

        Assert.Null(await Ended());
        Assert.Equal(StreamClosingReason.Idle, Rest()[^1].Closing.Reason);
    }

    [Fact]
    public async Task Any_message_counts_as_a_sign_of_life()
    {
        await OpenFresh(s_options);
        for (var i = 0; i < 25; i++)
        {
            _phone.Send(new TrackRequest());
            await ReadAll();
            await Beat();
        }

        Assert.False(_running.IsCompleted);
    }

    [Fact]
    public async Task A_stream_says_every_minute_that_it_is_still_there()
    {
        await OpenFresh(s_options);
        for (var i = 0; i < 60; i++)
        {
            _phone.Send(new TrackRequest());
            await ReadAll();
            await Beat();
        }

        await _session.NextObservation();
    }

    [Fact]
    public async Task Status_comes_ten_times_a_second_at_most_and_the_last_value_wins()
    {
        await OpenFresh();
        await _session.Observer!.OnStatus(ScriptedSession.Status(1));
        await _session.Observer.OnStatus(ScriptedSession.Status(2));
        await Tell(_journal.Write(1));
        Assert.Equal([1], await Events(1));
        var before = _time.GetUtcNow();

        Assert.Equal(2U, (await InTime(NextOf(ResponseCase.Status))).Status.RepsInSet);
        Assert.True(_time.GetUtcNow() - before >= s_options.StatusInterval);
    }

    [Fact]
    public async Task A_slow_phone_loses_no_event_however_many_come()
    {
        await OpenFresh();
        _responses.HoldUp();
        for (var i = 0; i < 100; i++)
            await Tell(_journal.Write(10));
        _responses.LetGo();

        Assert.Equal(Enumerable.Range(1, 1000).Select(n => (long)n), await Events(1000));
        Assert.False(_responses.HadTwoWriters);
    }

    [Fact]
    public async Task What_was_read_before_the_phone_was_gone_is_still_taken()
    {
        await OpenFresh();
        _phone.Send(Message(1, 2));
        var first = await _session.NextSubmission();

        // What does not go on where the batch ends is read already and goes with the next call.
        _phone.Send(Message(3, 4));
        _phone.Send(Message(20, 1));
        first.Take(_session);
        var second = await InTime(_session.NextSubmission());
        _phone.Complete(new IOException("The client reset the request stream."));
        await _gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        second.Take(_session);

        Assert.Equal((6, 20), (second.Last, (await _session.NextSubmission()).First));
    }

    [Fact]
    public async Task Messages_that_say_nothing_do_not_keep_the_thread_that_others_wait_for()
    {
        await OpenFresh();
        _phone.Send(Message(1, 1));
        var first = await _session.NextSubmission();
        for (var i = 0; i < 5000; i++)
            _phone.Send(new TrackRequest());
        _phone.Send(Message(2, 1));
        first.Take(_session);

        var second = await InTime(_session.NextSubmission());

        // As many in a turn as a message may have inputs.
        Assert.Equal(2, second.Last);
        Assert.True(second.At - first.At >= 5000 / 600 * s_linger, $"All read after {second.At - first.At}.");
    }

    [Fact]
    public async Task A_message_that_has_to_wait_because_there_were_too_many_does_not_hold_up_those_before_it()
    {
        await OpenFresh(s_patient with { Limits = new LimitOptions { InputBurst = 600, InputsPerSecond = 10 } });
        _phone.Send(Message(1, 1));
        var first = await _session.NextSubmission();
        _phone.Send(Message(2, 30));
        _phone.Send(Message(32, 600));
        first.Take(_session);

        var second = await InTime(_session.NextSubmission());

        Assert.Equal((2, 31), (second.First, second.Last));
    }

    [Fact]
    public async Task A_message_costs_what_it_weighs()
    {
        _session.AnswersByItself = true;
        await OpenFresh(s_patient with { Limits = new LimitOptions { InputBurst = 600, InputsPerSecond = 10 } });
        var heavy = Message(1, 1);
        heavy.MergeFrom(new byte[] { 0xFA, 0x7F, 0x80, 0x80, 0x20 }.Concat(new byte[512 * 1024]).ToArray());
        _phone.Send(heavy);
        await _session.NextSubmission();
        _phone.Send(Message(2, 200));
        await ReadAll();
        for (var i = 0; i < 50; i++)
        {
            _time.Advance(s_linger);
            await Task.Yield();
        }

        // 512 of the 600 at once are gone, and ten more may come in a second; the allowance has a clock of its own.
        Assert.False(_session.HasSubmission);
    }

    [Fact]
    public async Task On_a_busy_gateway_what_has_come_is_taken_together_at_the_next_look()
    {
        _pace = new StreamPace(s_options, _time, processors: 1, work => work());
        _pace.Change(StreamPace.BusyStreams);
        await OpenFresh();
        _session.AnswersByItself = true;
        _phone.Send(Message(1, 1));
        await _session.NextSubmission();
        await Beat();
        Assert.False(_phone.IsBeingRead);
        for (var seq = 2UL; seq < 8; seq++)
            _phone.Send(Message(seq, 1));

        var second = await InTime(_session.NextSubmission());
        Assert.Equal((2, 7, false), (second.First, second.Last, _session.HasSubmission));
    }

    [Fact]
    public async Task On_a_busy_gateway_a_phone_that_has_said_all_is_not_forgotten()
    {
        _pace = new StreamPace(s_options, _time, processors: 1, work => work());
        _pace.Change(StreamPace.BusyStreams);
        await OpenFresh();
        _session.AnswersByItself = true;
        _phone.Send(Message(1, 1));
        await _session.NextSubmission();
        await NextOf(ResponseCase.Acknowledgement);

        _phone.Send(Message(2, 1));
        _phone.Complete();

        Assert.Null(await EndedInTime());
        Assert.Equal(3, _session.NextInputSeq);
    }

    [Fact]
    public async Task A_session_whose_model_cannot_be_read_says_so_for_good()
    {
        await OpenFresh();
        _phone.Send(Message(1, 1));
        (await _session.NextSubmission()).Reply(SubmitOutcome.Unusable, _session);

        var error = await Ended();

        Assert.Equal(StatusCode.FailedPrecondition, error!.StatusCode);
        Assert.Equal("MODEL_UNREADABLE", error.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_read_on_does_not_end_as_if_all_were_well()
    {
        _session.AnswersByItself = true;
        await OpenFresh();
        _phone.Send(Message(1, 2));
        _phone.Complete(new NotSupportedException("Nobody expects this."));

        Assert.Equal(StatusCode.Internal, (await Ended())!.StatusCode);
        Assert.Equal(3, _session.NextInputSeq);
    }

    [Fact]
    public async Task A_phone_that_never_says_a_word_is_sent_away()
    {
        var first = PhoneStream.First(_phone, _responses, _time, new ApiOptions { IdleTimeout = s_beat }, _stopping.Token, _gone.Token);
        _time.Advance(s_beat / 2);
        Assert.False(first.IsCompleted);
        _time.Advance(s_beat / 2);

        Assert.Null(await first.Soon());
        Assert.Equal(StreamClosingReason.Idle, Rest()[^1].Closing.Reason);
    }

    [Fact]
    public async Task A_server_that_goes_away_does_not_wait_for_a_first_word()
    {
        var first = PhoneStream.First(_phone, _responses, _time, new ApiOptions(), _stopping.Token, _gone.Token);
        await _stopping.CancelAsync();

        Assert.Null(await first.Soon());
        Assert.Equal(StreamClosingReason.Resume, Rest()[^1].Closing.Reason);
    }

    [Fact]
    public async Task A_batch_carries_the_number_that_the_session_gave_the_stream()
    {
        _session.Stream = (17, null);
        await OpenFresh();
        _phone.Send(Message(1, 2));
        Assert.Equal(17, (await _session.NextSubmission()).StreamNumber);
    }

    [Theory]
    [InlineData(2, "a tablet", StreamClosingReason.Superseded)]
    [InlineData(2, "the phone", StreamClosingReason.Resume)]
    public async Task A_batch_of_an_older_stream_ends_it_and_only_another_phone_is_not_to_come_again(long newest, string phoneId, StreamClosingReason expected)
    {
        _session.Stream = (1, "the phone");
        Open(phoneId: "the phone");
        await _session.NextObservation();
        _phone.Send(Message(1, 2));
        var submission = await _session.NextSubmission();
        _session.Stream = (newest, phoneId);
        submission.Reply(SubmitOutcome.Superseded, _session);
        Assert.Equal(expected, (await NextOf(ResponseCase.Closing)).Closing.Reason);
    }

    [Fact]
    public async Task A_session_that_knows_nothing_of_the_stream_has_moved_and_the_phone_is_sent_after_it()
    {
        await OpenFresh();
        _session.Stream = (0, null);
        _session.NextInputSeq = 40;
        _time.Advance(s_beat);
        Assert.Equal(StreamClosingReason.Resume, (await NextOf(ResponseCase.Closing)).Closing.Reason);
        Assert.DoesNotContain(Rest(), r => r.Acknowledgement?.NextInputSeq == 40);
    }

    [Fact]
    public async Task A_stream_that_was_held_up_on_its_way_is_ended_at_once()
    {
        _session.Stream = (0, "the phone");
        Open(phoneId: "the phone");
        Assert.Equal(StreamClosingReason.Resume, (await NextOf(ResponseCase.Closing)).Closing.Reason);
    }

    [Fact]
    public async Task Where_too_many_sessions_are_rebuilt_the_phone_is_told_when_to_come_again()
    {
        await OpenFresh();
        _phone.Send(Message(1, 2));
        (await _session.NextSubmission()).Reply(SubmitOutcome.Busy, _session, retryAfter: TimeSpan.FromSeconds(7));
        var ended = await Ended();
        Assert.Equal(StatusCode.ResourceExhausted, ended!.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), ended.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>()!.RetryDelay.ToTimeSpan());
    }

    [Fact]
    public async Task There_is_no_stream_without_a_session()
    {
        _session.Exists = false;
        Open();

        Assert.Equal(StatusCode.NotFound, (await Ended())!.StatusCode);
    }

    [Fact]
    public async Task A_phone_cannot_have_events_that_do_not_exist()
    {
        Open(afterEventSeq: 1);

        Assert.Equal(StatusCode.InvalidArgument, (await Ended())!.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.False(_responses.HadTwoWriters);
        _pace?.Dispose();
        _stopping.Dispose();
        _gone.Dispose();
    }

    private async Task OpenFresh(ApiOptions? options = null)
    {
        Open(options: options);
        await _session.NextObservation();
        await _responses.Next();

        // The first status comes when all loops run.
        await NextOf(ResponseCase.Status);
    }

    private void Open(ulong afterEventSeq = 0, string phoneId = "", ApiOptions? options = null)
    {
        options ??= s_patient;
        var open = new TrackOpen { SessionId = ScriptedJournal.Key.SessionId, OldestHeldInputSeq = 1, AfterEventSeq = afterEventSeq, PhoneId = phoneId };
        _stream = new PhoneStream(
            ScriptedJournal.Key, new CaptureHeader(3, 0, 1, 30, 0, ""), open, _session, _journal, _time,
            options, _pace ?? new StreamPace(options, _time), Measured.Instruments(), NullLogger.Instance);
        _running = _stream.Run(new TrackRequest { Open = open }, _phone, _phone, _responses, _stopping.Token, _gone.Token);
    }

    private Task Tell(IReadOnlyList<Contracts.Sessions.SessionEvent> events) => _session.Observer!.OnEvents(events);

    /// <summary>A second goes by, and the stream has said what it says every second.</summary>
    private async Task<Acknowledgement> Beat()
    {
        while (_responses.TryNext(out _))
        {
        }

        _time.Advance(s_beat);
        return (await NextOf(ResponseCase.Acknowledgement)).Acknowledgement;
    }

    private async Task ReadAll()
    {
        while (_phone.Unread > 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<TrackResponse> NextOf(ResponseCase kind)
    {
        while (true)
        {
            if (await _responses.Next() is var response && response.ResponseCase == kind)
                return response;
        }
    }

    private async Task<List<long>> Events(int count)
    {
        var events = new List<long>();
        while (events.Count < count)
            events.Add((long)(await NextOf(ResponseCase.Event)).Event.EventSeq);
        return events;
    }

    private List<TrackResponse> Rest()
    {
        var rest = new List<TrackResponse>();
        while (_responses.TryNext(out var response))
            rest.Add(response!);
        return rest;
    }

    /// <summary>Time goes on until the stream has ended.</summary>
    private Task<RpcException?> EndedInTime() => InTime(Ended());

    /// <summary>Time goes on until it has come: who is to be woken at which tick is nothing that a test can wait for.</summary>
    private async Task<T> InTime<T>(Task<T> coming)
    {
        while (!coming.IsCompleted)
        {
            _time.Advance(s_linger / 5);
            await Task.Yield();
        }

        return await coming;
    }

    private async Task<RpcException?> Ended()
    {
        try
        {
            await _running.Soon();
            return null;
        }
        catch (RpcException e)
        {
            return e;
        }
    }

    private static TrackRequest Frames(ulong first, int count)
    {
        var request = new TrackRequest { FirstInputSeq = first };
        request.Inputs.AddRange(Enumerable.Range(0, count).Select(_ => new Input { Compact = ByteString.CopyFrom(new byte[CompactFrame.Size]) }));
        return request;
    }

    private static TrackRequest Message(ulong first, int count)
    {
        var request = new TrackRequest { FirstInputSeq = first };
        request.Inputs.AddRange(Enumerable.Range(0, count).Select(_ => new Input { NobodySeen = new NobodySeen() }));
        return request;
    }
}
