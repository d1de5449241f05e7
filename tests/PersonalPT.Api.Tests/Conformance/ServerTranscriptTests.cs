using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using PersonalPT.Api.Tests.House;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Conformance;

namespace PersonalPT.Api.Tests.Conformance;

/// <summary>
/// The transcripts' other side: what they say of a server holds for this one. The client's part is played as it stands there. Events must be the same, in
/// the same order; acknowledgements must come to the same next input. How far the durable point is, and between which events they come, is the server's affair.
/// </summary>
public sealed class ServerTranscriptTests(RunningServer server) : ServerTest(server)
{
    private const ulong FrameMicros = 33_333;

    private readonly List<Input> _inputs = [];
    private ulong _time;

    public static TheoryData<string> Streams => [.. ConformanceVectors.Transcripts("stream", "server")];

    public static TheoryData<string> Unaries => [.. ConformanceVectors.Transcripts("unary", "server")];

    [Theory, MemberData(nameof(Streams))]
    public async Task The_server_says_on_a_stream_what_the_transcript_says(string name)
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        TrackCall? call = null;
        foreach (var (what, content) in Steps("stream", name))
        {
            switch (what)
            {
                case "open":
                    var open = Read<TrackOpen>(content);
                    open.SessionId = session;
                    call = new TrackCall(phone);
                    await call.Send(new TrackRequest { Open = open });
                    break;
                case "inputs":
                    var (first, last) = (content[0].GetInt32(), content[1].GetInt32());
                    await call!.Send(new TrackRequest { FirstInputSeq = (ulong)first, Inputs = { _inputs[(first - 1)..last] } });
                    break;
                case "ends":
                    // The network's doing, not the server's.
                    call!.Dispose();
                    break;
                case "says":
                    await Hear(call!, Read<TrackResponse>(content)).Soon();
                    break;
                default:
                    Assert.Fail($"A transcript for servers has no step '{what}'.");
                    break;
            }
        }

        call!.Dispose();
    }

    [Theory, MemberData(nameof(Unaries))]
    public async Task The_server_answers_calls_as_the_transcript_says(string name)
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        AsyncServerStreamingCall<WatchSessionResponse>? watch = null;
        Task<SubmitFramesResponse>? answer = null;
        foreach (var (what, content) in Steps("unary", name))
        {
            switch (what)
            {
                case "watch":
                    var request = Read<WatchSessionRequest>(content);
                    request.SessionId = session;
                    watch = phone.Tracking.WatchSession(request, cancellationToken: Patience);
                    break;
                case "submit":
                    answer = phone.Tracking.SubmitFramesAsync(Submission(session, content), cancellationToken: Patience).ResponseAsync;
                    break;
                case "answers":
                    var (expected, given) = (Read<SubmitFramesResponse>(content), await answer!);
                    Assert.Equal(expected.Acknowledgement.NextInputSeq, given.Acknowledgement.NextInputSeq);
                    Assert.Equal(expected.Acknowledgement.LastEventSeq, given.Acknowledgement.LastEventSeq);
                    Assert.Equal(expected.NeedFrom, given.NeedFrom);
                    Assert.Equal(expected.Events, given.Events.Select(Bare));
                    break;
                case "fails":
                    var error = await Assert.ThrowsAsync<RpcException>(() => answer!);
                    Assert.Equal(content.GetProperty("status").GetString()!.Replace("_", "", StringComparison.Ordinal), error.StatusCode.ToString(), ignoreCase: true);
                    Assert.Equal(content.GetProperty("reason").GetString(), PersonalPTException.From(error).Reason);
                    break;
                case "shows":
                    var shown = Read<WatchSessionResponse>(content);
                    do
                        Assert.True(await watch!.ResponseStream.MoveNext(Patience).Soon());
                    while (watch.ResponseStream.Current.Event is null);
                    Assert.Equal(shown.Event, Bare(watch.ResponseStream.Current.Event));
                    break;
                case "ends":
                    while (await watch!.ResponseStream.MoveNext(Patience).Soon())
                        Assert.Null(watch.ResponseStream.Current.Event);
                    break;
                default:
                    Assert.Fail($"A transcript for servers has no step '{what}'.");
                    break;
            }
        }

        watch?.Dispose();
    }

    // What the app does is only written down; the rest is somebody's word. What is for clients alone, time and what the app sees, is left out.
    private IEnumerable<(string What, JsonElement Content)> Steps(string transport, string name)
    {
        foreach (var step in Transcript.Read(transport, name).Steps)
        {
            var who = step.EnumerateObject().First();
            if (who.Name is "time_ms" or "app_sees")
                continue;
            var what = who.Value.EnumerateObject().First();
            if (who.Name == "app")
                Act(what);
            else
                yield return (what.Name, what.Value);
        }
    }

    private void Act(JsonProperty act)
    {
        for (var i = 0; act.Name == "nobody" && i < act.Value.GetInt32(); i++)
        {
            _time = FrameMicros * ((ulong)_inputs.Count + 1);
            _inputs.Add(new Input { TimeUs = _time, NobodySeen = new NobodySeen() });
        }

        if (act.Name == "nobody")
            return;
        _inputs.Add(act.Name switch
        {
            "end_set" => new Input { TimeUs = _time, EndSet = new EndSet() },
            "pause" => new Input { TimeUs = _time, Pause = new Pause() },
            "end_session" => new Input { TimeUs = _time, EndSession = new EndSession() },
            _ => throw new InvalidOperationException($"A transcript for servers has no '{act.Name}'."),
        });
    }

    private SubmitFramesRequest Submission(string session, JsonElement content)
    {
        var (first, last) = (content.GetProperty("inputs")[0].GetInt32(), content.GetProperty("inputs")[1].GetInt32());
        return new SubmitFramesRequest
        {
            SessionId = session,
            FirstInputSeq = (ulong)first,
            Inputs = { _inputs[(first - 1)..last] },
            OldestHeldInputSeq = Number("oldest_held_input_seq"),
            AfterEventSeq = Number("after_event_seq"),
        };

        ulong Number(string field) => ulong.Parse(content.GetProperty(field).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task Hear(TrackCall call, TrackResponse expected)
    {
        if (expected.Acknowledgement is { } acknowledgement)
        {
            if (call.Acknowledgement?.NextInputSeq != acknowledgement.NextInputSeq)
                await call.Until(r => r.Acknowledgement?.NextInputSeq == acknowledgement.NextInputSeq);
            Assert.InRange(call.Acknowledgement!.LastEventSeq, 0ul, acknowledgement.LastEventSeq);
            Assert.InRange(call.Acknowledgement.DurableInputSeq, 1ul, call.Acknowledgement.NextInputSeq);
        }
        else if (expected.Event is { } entry)
        {
            // A stream begins after the event that its client has; events come each once and in order.
            if (call.Events.Count == 0 || call.Events[^1].EventSeq < entry.EventSeq)
                await call.Until(r => r.Event is not null);
            Assert.Equal(entry, Bare(call.Events.Single(e => e.EventSeq == entry.EventSeq)));
        }
        else
        {
            await call.Until(r => expected.Closing is null ? expected.Equals(r) : r.Closing?.Reason == expected.Closing.Reason);
        }
    }

    // Without what differs from session to session.
    private static SessionEvent Bare(SessionEvent entry)
    {
        var bare = entry.Clone();
        (bare.SessionId, bare.AthleteId, bare.RecordedTimeUs) = ("", "", 0);
        return bare;
    }

    private static T Read<T>(JsonElement json)
        where T : IMessage, new() => JsonParser.Default.Parse<T>(json.GetRawText());
}
