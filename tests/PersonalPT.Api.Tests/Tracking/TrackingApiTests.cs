using Grpc.Core;
using PersonalPT.Api.Tests.House;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using EventCase = PersonalPT.Protocol.V1.SessionEvent.EventOneofCase;

namespace PersonalPT.Api.Tests.Tracking;

public sealed class TrackingApiTests(RunningServer server) : ServerTest(server)
{
    [Fact]
    public async Task Reps_are_counted_while_the_phone_streams()
    {
        var tape = Tape.Squats(5, ends: true);
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        using var stream = await TrackCall.Open(phone, session);

        await stream.Send(tape.Messages(size: 4));

        Assert.Equal(StreamClosingReason.SessionEnded, (await stream.End())!.Reason);
        RequireWhole(stream.Events, session, tape.Reps);
        Assert.Equal((ulong)tape.Count + 1, stream.Acknowledgement!.NextInputSeq);
    }

    [Fact]
    public async Task The_same_events_come_however_the_phone_sends()
    {
        var tape = Tape.Squats(4, ends: true);
        var phone = As("athlete", "anna");
        var logs = new List<List<SessionEvent>>();
        foreach (var size in new[] { 600, 17 })
        {
            var session = await StartSession(phone);
            using var stream = await TrackCall.Open(phone, session);
            await stream.Send(tape.Messages(size: size));
            await stream.End();
            logs.Add(Anonymous(stream.Events));
        }

        logs.Add(Anonymous(await SubmitAll(phone, await StartSession(phone), tape)));

        Assert.Equal(logs[0], logs[1]);
        Assert.Equal(logs[0], logs[2]);
    }

    [Fact]
    public async Task A_phone_that_comes_again_gets_each_event_once_and_sends_on_from_where_it_was()
    {
        var tape = Tape.Squats(6, ends: true);
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        var events = new List<SessionEvent>();
        ulong next = 1;
        ulong durable = 1;
        for (var cut = 150; next <= (ulong)tape.Count; cut += 150)
        {
            using var stream = await TrackCall.Open(phone, session, durable, afterEventSeq: (ulong)events.Count);
            next = stream.Acknowledgement!.NextInputSeq;
            var last = Math.Min(cut, tape.Count);
            await stream.Send(tape.Messages((long)next, 30, last));
            await stream.Taken(last);
            if (last == tape.Count)
                await stream.End();
            events.AddRange(stream.Events);
            (next, durable) = (stream.Acknowledgement.NextInputSeq, stream.Acknowledgement.DurableInputSeq);
        }

        RequireWhole(events, session, tape.Reps);
    }

    [Fact]
    public async Task A_second_stream_of_a_session_supersedes_the_first()
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        using var first = await TrackCall.Open(phone, session);

        using var second = await TrackCall.Open(phone, session);

        Assert.Equal(StreamClosingReason.Superseded, (await first.End())!.Reason);
        await second.Send(Tape.Squats(1).Messages(size: 10, last: 10));
        await second.Taken(10);
    }

    [Fact]
    public async Task A_phone_that_was_cut_off_before_it_could_be_told_is_told_that_it_is_superseded_when_it_comes_again()
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        using (await TrackCall.Open(phone, session, by: ("anna's", 1)))
        {
            // Its connection is gone.
        }

        using var tablet = await TrackCall.Open(phone, session, by: ("a tablet", 1));
        await tablet.Send(Tape.Squats(1).Messages(size: 10, last: 10));
        await tablet.Taken(10);

        using var again = new TrackCall(phone);
        await again.Send(new TrackRequest { Open = new TrackOpen { SessionId = session, OldestHeldInputSeq = 5, PhoneId = "anna's", Opening = 2 } });
        Assert.Equal(StreamClosingReason.Superseded, (await again.Next())!.Closing.Reason);
        Assert.Null(await again.Next());
        await tablet.Send(Tape.Squats(1).Messages(first: 11, size: 10, last: 20));
        await tablet.Taken(20);

        using var wanted = await TrackCall.Open(phone, session, oldestHeld: 21, by: ("anna's, taken up anew", 1));
        Assert.Equal(21UL, wanted.Acknowledgement!.NextInputSeq);
    }

    [Fact]
    public async Task A_phone_that_runs_ahead_is_told_from_where_to_go_on()
    {
        var tape = Tape.Squats(1);
        var phone = As("athlete", "anna");
        using var stream = await TrackCall.Open(phone, await StartSession(phone));

        await stream.Send(tape.Messages(first: 50, size: 5, last: 60));
        Assert.Equal(1UL, (await stream.Until(r => r.NeedFrom is not null)).NeedFrom.InputSeq);
        await stream.Send(tape.Messages(first: 1, last: 60));

        await stream.Taken(60);
    }

    [Fact]
    public async Task A_stream_repeats_every_second_where_it_stands()
    {
        var phone = As("athlete", "anna");
        using var stream = await TrackCall.Open(phone, await StartSession(phone));

        for (var i = 0; i < 2; i++)
            Assert.Equal(2UL, (await stream.Until(r => r.Acknowledgement is not null)).Acknowledgement.LastEventSeq);
    }

    [Fact]
    public async Task A_stream_that_does_not_begin_with_open_is_refused()
    {
        using var stream = new TrackCall(As("athlete", "anna"));
        await stream.Send(Tape.Squats(1).Messages().First());

        var error = await Refused(StatusCode.InvalidArgument, stream.Next);

        Assert.Equal("open", FieldOf(error));
    }

    [Theory]
    [InlineData("5f8f0f5e-7f0e-4b55-9f0a-3d4b0a1c2d3e", StatusCode.NotFound)]
    [InlineData("../../etc/passwd", StatusCode.InvalidArgument)]
    [InlineData("", StatusCode.InvalidArgument)]
    public async Task A_stream_of_a_session_that_is_not_there_is_refused(string session, StatusCode code)
    {
        using var stream = new TrackCall(As("athlete", "anna"));
        await stream.Send(new TrackRequest { Open = new TrackOpen { SessionId = session } });

        await Refused(code, stream.Next);
    }

    [Fact]
    public async Task A_phone_that_only_opens_and_goes_does_no_harm()
    {
        var phone = As("athlete", "anna");
        using (new TrackCall(phone))
        {
        }

        using var stream = new TrackCall(phone);
        await stream.Complete();
        Assert.Null(await stream.Next());
    }

    [Fact]
    public async Task A_stream_without_a_first_word_is_closed_as_idle()
    {
        await using var server = new RunningServer { Api = new ApiOptions { IdleTimeout = TimeSpan.FromMilliseconds(50) } };
        await server.InitializeAsync();
        using var nothingLogged = server.Errors.MustStayEmpty();
        await using var phone = server.Connect(Gym, "athlete", "anna");
        using var stream = new TrackCall(phone);

        Assert.Equal(StreamClosingReason.Idle, (await stream.End())!.Reason);
    }

    [Fact]
    public async Task A_wrong_input_ends_the_stream_and_leaves_the_session_as_it_was()
    {
        var tape = Tape.Squats(2, ends: true);
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        using (var stream = await TrackCall.Open(phone, session))
        {
            await stream.Send(tape.Messages(last: 50));
            var bad = tape.Messages(first: 51).First().Clone();
            bad.Inputs[3].Floats.Values[17] = float.NaN;
            await stream.Send(bad);
            var error = await Refused(StatusCode.InvalidArgument, stream.End);
            Assert.Equal("inputs[3].floats.values[17]", FieldOf(error));
        }

        using var again = await TrackCall.Open(phone, session);
        Assert.Equal(51UL, again.Acknowledgement!.NextInputSeq);
        await again.Send(tape.Messages(first: 51));
        await again.End();
        RequireWhole(again.Events, session, tape.Reps);
    }

    [Fact]
    public async Task A_batch_that_runs_ahead_is_answered_with_where_to_go_on()
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);

        var response = await Submit(phone, session, 9, Tape.Squats(1).From(9, 3));

        Assert.Equal((1UL, 1UL), (response.NeedFrom.InputSeq, response.Acknowledgement.NextInputSeq));
    }

    [Fact]
    public async Task A_last_batch_whose_answer_was_lost_gets_it_again_and_a_later_one_is_refused()
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        Input[] last = [Tape.AnyFrame(), new Input { TimeUs = 1, EndSession = new EndSession() }];
        var first = await Submit(phone, session, 1, last);

        var second = await Submit(phone, session, 1, last);

        Assert.Equal(first.Acknowledgement, second.Acknowledgement);
        Assert.Equal(first.Events, second.Events);
        var error = await Refused(StatusCode.FailedPrecondition, () => Submit(phone, session, 3, [Tape.AnyFrame(5)]));
        Assert.Equal("SESSION_ENDED", ReasonOf(error));
    }

    [Theory]
    [InlineData("moonwalk")]
    [InlineData("Squat")]
    [InlineData("../etc \0")]
    public async Task An_exercise_that_nobody_has_taught_is_an_entry_of_the_log(string exercise)
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);

        var response = await Submit(phone, session, 1, [new Input { SelectExercise = new SelectExercise { ExerciseId = exercise } }], afterEventSeq: 2);

        Assert.Equal(exercise, Assert.Single(response.Events).ExerciseUnknown.ExerciseId);
        Assert.Equal(2UL, response.Acknowledgement.NextInputSeq);
    }

    [Fact]
    public async Task A_batch_without_inputs_asks_how_things_stand()
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);

        var response = await Submit(phone, session, 0, [], afterEventSeq: 1);

        Assert.Equal([2UL], response.Events.Select(e => e.EventSeq));
        Assert.Equal(SessionPhase.Opened, response.Status.Phase);
        var error = await Refused(StatusCode.InvalidArgument, () => Submit(phone, session, 0, [], afterEventSeq: 3));
        Assert.Equal("after_event_seq", FieldOf(error));
    }

    [Fact]
    public async Task A_watcher_sees_what_was_and_what_comes_until_the_session_ends()
    {
        var tape = Tape.Squats(4, ends: true);
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        using var stream = await TrackCall.Open(phone, session);
        await stream.Send(tape.Messages(size: 20, last: 200));
        await stream.Taken(200);

        using var watch = As("staff", "boss").Tracking.WatchSession(new WatchSessionRequest { SessionId = session }, cancellationToken: Patience);
        var events = new List<SessionEvent>();
        while (events.Count < 2 && await watch.ResponseStream.MoveNext(Patience).Soon())
            Collect(watch.ResponseStream.Current, events);
        await stream.Send(tape.Messages(first: 201, size: 20));
        while (await watch.ResponseStream.MoveNext(Patience).Soon())
            Collect(watch.ResponseStream.Current, events);

        RequireWhole(events, session, tape.Reps);
    }

    [Fact]
    public async Task Many_watchers_of_many_sessions_each_see_their_own()
    {
        var tape = Tape.Squats(3, ends: true);
        var phone = As("athlete", "anna");
        var sessions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartSession(phone)));
        var watching = sessions.SelectMany(s => new[] { s, s }).Select(s => Watch(As("athlete", "anna"), s)).ToArray();

        await Task.WhenAll(sessions.Select(async session =>
        {
            using var stream = await TrackCall.Open(phone, session);
            await stream.Send(tape.Messages(size: 50));
            await stream.End();
        }));

        foreach (var (session, events) in sessions.SelectMany(s => new[] { s, s }).Zip(await Task.WhenAll(watching)))
            RequireWhole(events, session, tape.Reps);
    }

    [Fact]
    public async Task An_ended_session_can_be_watched_from_any_event_on()
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        await Submit(phone, session, 1, [new Input { EndSession = new EndSession() }]);

        Assert.Equal([EventCase.SessionStarted, EventCase.ExerciseSelected, EventCase.SessionEnded], (await Watch(phone, session)).Select(e => e.EventCase));
        Assert.Equal([3UL], (await Watch(phone, session, afterEventSeq: 2)).Select(e => e.EventSeq));
        await Refused(StatusCode.InvalidArgument, () => Watch(phone, session, afterEventSeq: 4));
    }

    [Fact]
    public async Task The_client_library_counts_the_same()
    {
        var tape = Tape.Squats(5);
        var phone = As("athlete", "anna");
        await using var live = await phone.StartSessionAsync(new LiveSessionOptions { ExerciseId = "squat", Capture = Tape.Header() }, Patience);
        foreach (var input in tape.From(1))
            live.Push(Tape.EpochMicros + (long)input.TimeUs, input.Floats.Values.ToArray());
        var ending = live.EndAsync(Patience);
        var reps = 0;
        await foreach (var e in live.Events(Patience))
            reps += e.EventCase == EventCase.RepCompleted ? 1 : 0;
        await ending;

        Assert.Equal(tape.Reps, reps);
    }

    private static void Collect(WatchSessionResponse response, List<SessionEvent> events)
    {
        if (response.Event is { } e)
            events.Add(e);
    }

    private static async Task<List<SessionEvent>> Watch(PersonalPTClient client, string session, ulong afterEventSeq = 0)
    {
        var events = new List<SessionEvent>();
        using var watch = client.Tracking.WatchSession(
            new WatchSessionRequest { SessionId = session, AfterEventSeq = afterEventSeq }, cancellationToken: Patience);
        while (await watch.ResponseStream.MoveNext(Patience).Soon())
            Collect(watch.ResponseStream.Current, events);
        return events;
    }

    private static async Task<SubmitFramesResponse> Submit(
        PersonalPTClient client, string session, ulong first, IEnumerable<Input> inputs, ulong afterEventSeq = 0)
    {
        var request = new SubmitFramesRequest { SessionId = session, FirstInputSeq = first, AfterEventSeq = afterEventSeq };
        request.Inputs.AddRange(inputs);
        return await client.Tracking.SubmitFramesAsync(request, cancellationToken: Patience);
    }

    private static async Task<List<SessionEvent>> SubmitAll(PersonalPTClient client, string session, Tape tape)
    {
        var events = new List<SessionEvent>();
        foreach (var message in tape.Messages(size: 90))
            events.AddRange((await Submit(client, session, message.FirstInputSeq, message.Inputs, (ulong)events.Count)).Events);
        return events;
    }

    private static void RequireWhole(IReadOnlyList<SessionEvent> events, string session, int reps)
    {
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (ulong)n), events.Select(e => e.EventSeq));
        Assert.All(events, e => Assert.Equal((session, "anna"), (e.SessionId, e.AthleteId)));
        Assert.Equal(EventCase.SessionStarted, events[0].EventCase);
        Assert.Equal(EventCase.SessionEnded, events[^1].EventCase);
        Assert.Equal(reps, events.Count(e => e.EventCase == EventCase.RepCompleted));
        Assert.Equal(reps, events.Where(e => e.SetEnded is not null).Sum(e => e.SetEnded.Reps.Count));
    }

    private static List<SessionEvent> Anonymous(IEnumerable<SessionEvent> events) => [.. events.Select(e =>
    {
        var copy = e.Clone();
        (copy.SessionId, copy.RecordedTimeUs) = ("", 0);
        return copy;
    })];
}
