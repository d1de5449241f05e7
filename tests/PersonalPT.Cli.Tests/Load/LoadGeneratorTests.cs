using System.Diagnostics.Metrics;
using System.Text.Json;
using PersonalPT.Api;
using PersonalPT.Api.Limits;
using PersonalPT.Cli.Load;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.Serving;
using PersonalPT.Protocol.V1;
using PersonalPT.Server;

namespace PersonalPT.Cli.Tests.Load;

/// <summary>The phones of a load in front of a real server that is full.</summary>
public sealed class LoadGeneratorTests : IDisposable
{
    private const string Refused = "personalpt.gateway.refused";

    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("personalpt-test-").FullName;
    private readonly List<string> _said = [];

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_that_cannot_start_all_phones_ends_with_one_line_that_says_how_many_were_refused_and_why()
    {
        await using var server = await ServeAsync(liveSessions: 2);

        await new LoadGenerator(Plan(phones: 5), server.Grpc, bare: false, _said.Add).RunAsync(Patience);

        Assert.Equal(LoadStage.Prepared, _said[0]);
        Assert.Equal(2, _said.Count);
        Assert.StartsWith("failed: 3 of 5 phones could not start, however often they tried within 1 s: 3 OVERLOADED (", _said[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\n', _said[1]);
    }

    [Fact]
    public async Task A_phone_that_was_refused_comes_again_and_the_run_goes_on_as_if_nothing_had_happened()
    {
        await using var server = await ServeAsync(liveSessions: 1);
        await using var other = server.Connect("athlete", "other");
        var request = new StartSessionRequest
        {
            SessionId = Guid.NewGuid().ToString(),
            ExerciseId = "squat",
            Capture = new CaptureHeader { CoordinateSpace = CoordinateSpace.Isotropic, LandmarkModel = LandmarkModel.BlazeposeFull, NominalRateHz = 30, CaptureEpochUs = 1 },
        };
        await other.Sessions.StartSessionAsync(request, cancellationToken: Patience);

        // The other one goes when the phone has been refused.
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == Refused)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => refused.TrySetResult());
        listener.Start();
        var running = new LoadGenerator(Plan(phones: 1) with { WarmUpSeconds = 5 }, server.Grpc, bare: false, _said.Add).RunAsync(Patience);
        await refused.Task.WaitAsync(Patience);
        await other.Sessions.EndSessionAsync(new EndSessionRequest { SessionId = request.SessionId, InputSeq = 1, TimeUs = 1 }, cancellationToken: Patience);
        await running;

        Assert.Equal([LoadStage.Prepared, LoadStage.Opened, LoadStage.Steady, LoadStage.Measured], _said[..4]);
        var result = JsonSerializer.Deserialize(_said[4], JsonLines.Default.GeneratorLine)!;
        Assert.True(result.RefusedStarts > 0);
        Assert.Equal((0, 0, 0), (result.FailedPhones, result.Lost, result.Doubled));
    }

    private static LoadPlan Plan(int phones) => new()
    {
        Phones = phones,
        FramesPerSecond = 30,
        Seconds = 1,
        FramesPerMessage = 5,
        PhonesPerConnection = 100,
        Seed = 1,
        WarmUpSeconds = 1,
    };

    private Task<EmbeddedServer> ServeAsync(int liveSessions)
    {
        var limits = new LimitOptions
        {
            LiveSessions = liveSessions,
            RetryAfter = TimeSpan.FromMilliseconds(50),
            FrameAge = s_never,
            CommitTime = s_never,
            ThreadWait = s_never,
        };
        var options = new ServerOptions
        {
            GrpcPort = 0,
            WebPort = 0,
            DataFile = Path.Combine(_folder, "gym.db"),
            Api = new ApiOptions { Limits = limits },
        };
        return EmbeddedServer.StartAsync(options, Patience);
    }
}
