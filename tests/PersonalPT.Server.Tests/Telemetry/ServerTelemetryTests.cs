using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using OpenTelemetry;
using OpenTelemetry.Trace;
using PersonalPT.Client;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol.V1;
using PersonalPT.Server.Tests.House;

namespace PersonalPT.Server.Tests.Telemetry;

public sealed class ServerTelemetryTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    private readonly TemporaryFolder _folder = new();
    private readonly Kept _kept = new();

    [Fact]
    public async Task A_phones_trace_goes_on_through_the_gateway_into_the_grain_and_a_stream_is_one_span()
    {
        var film = Squats.Film(2);
        await using (var server = await Start())
        {
            await using var phone = Squats.Phone(server.Addresses.Grpc);
            var request = new StartSessionRequest { SessionId = Guid.NewGuid().ToString(), ExerciseId = "squat", Capture = Squats.Session(film).Capture };
            var headers = new Metadata { { "traceparent", $"00-{Trace}-b7ad6b7169203331-01" } };
            await phone.Sessions.StartSessionAsync(request, headers, cancellationToken: Patience);
            using var stream = phone.Tracking.Track(headers, cancellationToken: Patience);
            await stream.RequestStream.WriteAsync(new TrackRequest { Open = new TrackOpen { SessionId = request.SessionId } }, Patience);
            for (ulong seq = 1; seq <= 100; seq++)
            {
                var message = new TrackRequest { FirstInputSeq = seq };
                message.Inputs.Add(new Input { TimeUs = 33_333 * seq, NobodySeen = new NobodySeen() });
                await stream.RequestStream.WriteAsync(message, Patience);
            }

            await stream.RequestStream.CompleteAsync();
            while (await stream.ResponseStream.MoveNext(Patience))
            {
            }
        }

        var spans = _kept.Spans.Where(s => s.TraceId.ToHexString() == Trace).Select(s => s.DisplayName).ToArray();
        Assert.Single(spans, "track");
        Assert.Contains(spans, s => s.EndsWith("ISessionGrain/Start", StringComparison.Ordinal));
        Assert.DoesNotContain(_kept.Spans, s => s.DisplayName.EndsWith("ISessionGrain/Submit", StringComparison.Ordinal));
        Assert.InRange(spans.Length, 3, 40);
    }

    [Fact]
    public async Task What_happens_is_measured()
    {
        var film = Squats.Film(8);
        Input[] inputs = [.. film.Select(f => Wire(f, film[0].CaptureMicros))];
        var half = (ulong)inputs.Length / 2;
        var start = new StartSessionRequest { SessionId = Guid.NewGuid().ToString(), ExerciseId = "squat", Capture = Squats.Session(film).Capture };
        int reps;
        await using (var server = await Start())
        {
            using var measured = new Measured(server);
            await using var phone = Squats.Phone(server.Addresses.Grpc);
            await phone.Sessions.StartSessionAsync(start, cancellationToken: Patience);
            var answer = await Submit(phone, 1, half);
            reps = answer.Events.Count(e => e.RepCompleted is not null);
            await Submit(phone, half - 9, half); // again
            await Submit(phone, half + 3, half + 7); // ahead
            await Assert.ThrowsAsync<RpcException>(() => phone.Tracking.SubmitFramesAsync(
                new SubmitFramesRequest { SessionId = start.SessionId, FirstInputSeq = half + 1, Inputs = { new Input() } }, cancellationToken: Patience).ResponseAsync);
            await Train(server.Addresses.Grpc, film);
            using var stream = phone.Tracking.Track(cancellationToken: Patience);
            await stream.RequestStream.WriteAsync(
                new TrackRequest { Open = new TrackOpen { SessionId = start.SessionId, OldestHeldInputSeq = 1, AfterEventSeq = (ulong)answer.Events.Count } }, Patience);
            Assert.True(await stream.ResponseStream.MoveNext(Patience));
            await stream.RequestStream.WriteAsync(new TrackRequest { FirstInputSeq = half + 1, Inputs = { inputs[half] } }, Patience);
            while (stream.ResponseStream.Current.Acknowledgement?.NextInputSeq != half + 2)
                Assert.True(await stream.ResponseStream.MoveNext(Patience));

            Assert.InRange(reps, 2, 6);
            Assert.Equal(half + 1, measured.Sum("inputs.received"));
            Assert.Equal(10, measured.Sum("inputs.duplicate"));
            Assert.Equal(5, measured.Sum("inputs.ahead"));
            Assert.Equal(1, measured.Sum("gateway.messages.rejected"));
            Assert.Equal(answer.Events.Count, measured.Sum("events"));
            Assert.Equal(reps, measured.Sum("reps"));
            Assert.Equal(1, measured.Sum("sessions.opened"));
            Assert.Equal(1, measured.Sum("sessions.resumed"));
            Assert.Equal(1, measured.Sum("sessions.live"));
            Assert.Equal(1, measured.Sum("gateway.streams"));
            Assert.Equal(0, measured.Sum("gateway.inputs.buffered"));
            Assert.Equal((1, 1), (measured.Sum("trainings"), measured.Count("training.time")));
            Assert.All(["frame.age", "event.latency", "journal.commit.time", "journal.commit.size"], name => Assert.InRange(measured.Count(name), 1, (int)half));
            Assert.Superset(
                new HashSet<string> { "inputs.rejected", "sets", "gaps", "sessions.rebuilt", "sessions.fenced", "replay.length" }, measured.Instruments.ToHashSet());
        }

        // Another process: the session is rebuilt from what it was, then loses inputs, then ends.
        await using (var server = await Start())
        {
            using var measured = new Measured(server);
            await using var phone = Squats.Phone(server.Addresses.Grpc);
            await Submit(phone, 1, half + 30);
            await Submit(phone, half + 60, (ulong)inputs.Length, oldestHeld: half + 60);

            Assert.Equal((1, 1), (measured.Sum("sessions.rebuilt"), measured.Count("replay.length")));
            Assert.InRange(measured.Sum("replay.length"), 1, half);
            Assert.Equal(1, measured.Sum("gaps"));
            Assert.InRange(measured.Sum("sets"), 1, 2);
        }

        Assert.Contains(_kept.Spans, s => s.DisplayName == "training");
        Assert.Contains(_kept.Spans, s => s.DisplayName == "journal commit");

        async Task<SubmitFramesResponse> Submit(PersonalPTClient phone, ulong first, ulong last, ulong oldestHeld = 1)
        {
            SubmitFramesResponse? answer = null;
            for (var from = first; from <= last; from += 500)
            {
                var request = new SubmitFramesRequest { SessionId = start.SessionId, FirstInputSeq = from, OldestHeldInputSeq = oldestHeld };
                request.Inputs.AddRange(inputs[(int)(from - 1)..(int)Math.Min(from + 499, last)]);
                answer = await phone.Tracking.SubmitFramesAsync(request, cancellationToken: Patience);
            }

            return answer!;
        }
    }

    public void Dispose()
    {
        _kept.Dispose();
        _folder.Dispose();
    }

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    private static Input Wire(CapturedFrame frame, long epoch)
    {
        var input = new Input { TimeUs = (ulong)(frame.CaptureMicros - epoch), Floats = new FloatLandmarks() };
        input.Floats.Values.AddRange(frame.Landmarks.ToArray().SelectMany(l => new[] { l.X, l.Y, l.Z, l.Visibility }));
        return input;
    }

    private static async Task Train(Uri server, IReadOnlyList<CapturedFrame> film)
    {
        await using var staff = new PersonalPTClient(new PersonalPTClientOptions { Address = server, Credential = ClientCredential.Development("gym", "staff", "sam") });
        var frames = new DemonstrationFrames { Capture = Squats.Session(film).Capture };
        frames.Frames.AddRange(film.Select(f =>
        {
            var input = Wire(f, film[0].CaptureMicros);
            return new RecordedFrame { TimeUs = input.TimeUs, Floats = input.Floats };
        }));
        await staff.Models.TrainAsync(
            new TrainRequest { RequestId = Guid.NewGuid().ToString(), ExerciseId = "squat", Demonstration = new Demonstration { Frames = frames, RepCount = 8 } },
            cancellationToken: Patience);
    }

    // Nobody listens at that address; what matters is what would be sent.
    private Task<RunningHost> Start() => RunningHost.Start(
        ServerHost.Build(
            new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = _folder.DataFile, OtlpEndpoint = new Uri("http://127.0.0.1:1") },
            builder => builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(new SimpleActivityExportProcessor(_kept)))),
        Patience);

    private sealed class Kept : BaseExporter<Activity>
    {
        private readonly ConcurrentQueue<Activity> _spans = new();

        public IEnumerable<Activity> Spans => _spans;

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
                _spans.Enqueue(span);
            return ExportResult.Success;
        }
    }
}
