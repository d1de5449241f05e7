using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using PersonalPT.Client.Tests.Fakes;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Conformance;

namespace PersonalPT.Client.Tests.Conformance;

/// <summary>Plays the app, the server and the time of a transcript against a live session.</summary>
internal sealed class TranscriptPlayer : IAsyncDisposable
{
    private const long Epoch = 1;
    private const ulong FrameMicros = 33_333;

    private readonly ManualClock _clock = new();
    private string? _phoneId;
    private ulong _opening;
    private readonly SemaphoreSlim _happened = new(0);
    private readonly ScriptedTrack _track;
    private readonly LiveSession _session;
    private readonly CancellationToken _cancelled;
    private readonly SortedDictionary<ulong, Input> _inputs = [];
    private readonly List<ulong> _events = [];
    private readonly Task _reading;
    private ulong _next;
    private ulong _time;

    public TranscriptPlayer(Transcript transcript, CancellationToken cancelled)
    {
        _cancelled = cancelled;
        _track = new ScriptedTrack(_clock, Happen);
        _clock.Set += Happen;
        var acknowledgement = Read<Acknowledgement>(transcript.Start);
        _next = LiveSession.FirstSeqAfter(acknowledgement);
        var options = new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader() };
        if (transcript.MaxBufferedInputs is { } most)
            options = options with { MaxBufferedInputs = most };
        var session = new Session { SessionId = Guid.NewGuid().ToString(), Capture = new CaptureHeader { CaptureEpochUs = Epoch }, Acknowledgement = acknowledgement };
        _session = new LiveSession(_track, new NetworkChanges(), session, options, _clock, CancellationToken.None);
        _session.Bell.WaitBegins = Happen;
        _ = _session.Over.ContinueWith(_ => Happen(), TaskScheduler.Default);
        _reading = ReadAsync();
    }

    // The client has nothing left to do until it hears something or time passes: on a stream its reader waits, and its writer once it is acknowledged;
    // between two streams it waits for the next try; or it is done. What it does before takes no time.
    private bool IsIdle => _track.IsOpen
        ? _track.IsHeardOut && (!_track.IsAcknowledged || _session.Bell.IsQuiet)
        : _session.Over.IsCompleted || _clock.IsWaitedFor;

    public async Task PlayAsync(JsonElement step)
    {
        var what = step.EnumerateObject().First();
        switch (what.Name)
        {
            case "app":
                await UntilAsync(() => IsIdle);
                Act(what.Value.EnumerateObject().First());
                break;
            case "time_ms":
                await NothingMoreAsync();
                var until = _clock.Now + TimeSpan.FromMilliseconds(what.Value.GetDouble());
                while (_clock.Step(until))
                    await NothingMoreAsync();
                break;
            case "client":
                if (step.TryGetProperty("moved", out var moved))
                    Move([.. moved.EnumerateArray().Select(pair => (pair[0].GetUInt64(), pair[1].GetUInt64()))]);
                var window = step.GetProperty("within_ms").EnumerateArray().Select(ms => TimeSpan.FromMilliseconds(ms.GetDouble())).ToArray();
                await ExpectAsync(what.Value.EnumerateObject().First(), window[0], window[1]);
                break;
            case "server":
                await NothingMoreAsync();
                Say(what.Value.EnumerateObject().First());
                break;
            case "app_sees":
                await LookAsync(what.Value.EnumerateObject().First());
                break;
            default:
                Assert.Fail($"There is no step '{what.Name}'.");
                break;
        }
    }

    /// <summary>The transcript is over: nothing more may come.</summary>
    public Task FinishAsync() => NothingMoreAsync();

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await Record.ExceptionAsync(() => _reading);
        _happened.Dispose();
    }

    private void Happen()
    {
        try
        {
            _happened.Release();
        }
        catch (ObjectDisposedException)
        {
            // The last timer goes when the test is over.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var sessionEvent in _session.Events(_cancelled))
            {
                lock (_events)
                    _events.Add(sessionEvent.EventSeq);
                Happen();
            }
        }
        finally
        {
            Happen();
        }
    }

    private void Act(JsonProperty act)
    {
        switch (act.Name)
        {
            case "nobody":
                for (var i = 0; i < act.Value.GetInt32(); i++)
                    _session.PushNobody(Epoch + (long)Add(new Input { NobodySeen = new NobodySeen() }, isFrame: true));
                break;
            case "frames":
                for (var i = 0; i < act.Value.GetInt32(); i++)
                {
                    var landmarks = Enumerable.Repeat(_next / 1024f, CompactFrame.FloatCount).ToArray();
                    var frame = new byte[CompactFrame.Size];
                    Assert.True(CompactFrame.TryEncode(landmarks, frame));
                    _session.Push(Epoch + (long)Add(new Input { Compact = ByteString.CopyFrom(frame) }, isFrame: true), landmarks);
                }

                break;
            case "end_set":
                Add(new Input { EndSet = new EndSet() });
                _session.EndSet();
                break;
            case "pause":
                Add(new Input { Pause = new Pause() });
                _session.Pause();
                break;
            case "unpause":
                Add(new Input { Unpause = new Unpause() });
                _session.Unpause();
                break;
            case "select_exercise":
                var exercise = act.Value.GetProperty("exercise_id").GetString()!;
                Add(new Input { SelectExercise = new SelectExercise { ExerciseId = exercise } });
                _session.SelectExercise(exercise);
                break;
            case "end_session":
                Add(new Input { EndSession = new EndSession() });
                _ = _session.EndAsync(_cancelled);
                break;
            default:
                Assert.Fail($"An app does not do '{act.Name}'.");
                break;
        }
    }

    // An image is taken 33,333 microseconds times its number after the epoch; a control has the time of the last frame before it.
    private ulong Add(Input input, bool isFrame = false)
    {
        if (isFrame)
            _time = FrameMicros * _next;
        input.TimeUs = _time;
        _inputs[_next++] = input;
        return _time;
    }

    // What was lost under a number has another one from here on.
    private void Move((ulong Made, ulong Now)[] moved)
    {
        var inputs = moved.Select(move => _inputs[move.Made]).ToArray();
        foreach (var (move, input) in moved.Zip(inputs))
            _inputs[move.Now] = input;
    }

    private async Task ExpectAsync(JsonProperty expected, TimeSpan from, TimeSpan to)
    {
        var start = _clock.Now;
        var opens = expected.Name == "open";
        var sent = await SentAsync(start + to);
        Assert.InRange(sent.At - start, from, to);
        if (opens)
        {
            var open = Read<TrackOpen>(expected.Value.GetRawText());
            Assert.NotEmpty(sent.Request.Open.SessionId);
            open.SessionId = sent.Request.Open.SessionId;
            // Which phone it is and which of its streams is the client's own affair; it only has to be the same phone, and a later stream each time.
            Assert.Equal(_phoneId ??= sent.Request.Open.PhoneId, sent.Request.Open.PhoneId);
            Assert.True(sent.Request.Open.Opening > _opening);
            _opening = sent.Request.Open.Opening;
            (open.PhoneId, open.Opening) = (_phoneId, _opening);
            Assert.Equal(new TrackRequest { Open = open }, sent.Request);
            return;
        }

        // However they are batched: one after the other, and no more than may be.
        var (next, last) = (expected.Value[0].GetUInt64(), expected.Value[1].GetUInt64());
        while (true)
        {
            Assert.Null(sent.Request.Open);
            Assert.Equal(next, sent.Request.FirstInputSeq);
            Assert.InRange(sent.Request.Inputs.Count, 1, 600);
            foreach (var input in sent.Request.Inputs)
                Assert.Equal(_inputs[next++], input);
            Assert.True(next <= last + 1, $"Inputs up to {next - 1} were sent, not to {last}.");
            if (next == last + 1)
                return;

            // What had not been pushed when a full batch went lingers.
            sent = await SentAsync(start + to);
            Assert.InRange(sent.At - start, from, to);
        }
    }

    private async Task<(TrackRequest Request, TimeSpan At)> SentAsync(TimeSpan latest)
    {
        (TrackRequest Request, TimeSpan At) sent;
        while (!_track.TryTake(out sent))
        {
            await UntilAsync(() => IsIdle || _track.Sent.Count > 0);
            if (_track.Sent.Count == 0 && !_clock.Step(latest) && IsIdle && _track.Sent.Count == 0)
                Assert.Fail($"Nothing was sent up to {latest}.");
        }

        return sent;
    }

    private void Say(JsonProperty said)
    {
        switch (said.Name)
        {
            case "says":
                _track.Say(Read<TrackResponse>(said.Value.GetRawText()));
                break;
            case "bytes":
                _track.Say(TrackResponse.Parser.ParseFrom(Convert.FromHexString(said.Value.GetString()!)));
                break;
            case "ends":
                _track.End(ErrorOf(said.Value));
                break;
            default:
                Assert.Fail($"A server does not do '{said.Name}'.");
                break;
        }
    }

    private async Task LookAsync(JsonProperty seen)
    {
        switch (seen.Name)
        {
            case "events":
                var expected = seen.Value.EnumerateArray().Select(seq => seq.GetUInt64()).ToArray();
                await UntilAsync(() => Events().Length >= expected.Length);
                Assert.Equal(expected, Events());
                break;
            case "failure":
                var failure = await Assert.ThrowsAsync<PersonalPTException>(() => _reading);
                Assert.Equal(seen.Value.GetString()!.Replace("_", "", StringComparison.Ordinal), failure.Kind.ToString(), ignoreCase: true);
                Assert.Equal(ConnectionState.Failed, _session.Connection);
                break;
            case "ended":
                var ended = await _session.EndAsync(_cancelled);
                Assert.Equal(Read<SessionEnded>($$"""{"reason": "{{seen.Value.GetString()}}"}"""), ended);
                await _reading;
                Assert.Equal(ConnectionState.Ended, _session.Connection);
                break;
            default:
                Assert.Fail($"An app does not see '{seen.Name}'.");
                break;
        }
    }

    private ulong[] Events()
    {
        lock (_events)
            return [.. _events];
    }

    private async Task NothingMoreAsync()
    {
        await UntilAsync(() => IsIdle);
        Assert.Empty(_track.Sent);
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await SomethingAsync();
    }

    private async Task SomethingAsync()
    {
        // Who has failed does nothing more.
        if (_session.Over.IsCompleted && _reading.IsFaulted)
            await _reading;
        await _happened.WaitAsync(_cancelled);
    }

    private static RpcException? ErrorOf(JsonElement end)
    {
        var name = end.GetProperty("status").GetString()!;
        if (name == "OK")
            return null;
        var code = Enum.Parse<StatusCode>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        TimeSpan? retryAfter = end.TryGetProperty("retry_after_ms", out var ms) ? TimeSpan.FromMilliseconds(ms.GetDouble()) : null;
        return FakeServer.Error(code, "by the script", end.TryGetProperty("reason", out var reason) ? reason.GetString() : null, retryAfter);
    }

    private static T Read<T>(string json)
        where T : IMessage, new() => JsonParser.Default.Parse<T>(json);
}
