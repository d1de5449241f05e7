using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using OpenTelemetry;
using OpenTelemetry.Trace;
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

    public void Dispose()
    {
        _kept.Dispose();
        _folder.Dispose();
    }

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

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
