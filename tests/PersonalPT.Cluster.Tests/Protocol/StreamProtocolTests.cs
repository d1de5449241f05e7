using System.Diagnostics.Metrics;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PersonalPT.Api;
using PersonalPT.Api.Telemetry;
using PersonalPT.Api.Tracking;
using PersonalPT.Client;
using PersonalPT.Cluster.Tests.House;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Tests.House;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Storage;
using CaptureHeader = PersonalPT.Protocol.V1.CaptureHeader;
using SessionEvent = PersonalPT.Protocol.V1.SessionEvent;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>
/// Everything that is real at once: the client library, the gateway's stream, the grain in two clusters and its counter; only the network and the
/// journal are scripted. Nothing is moved by hand, so a seed gives the same faults and not the same interleaving.
/// </summary>
public abstract class StreamProtocol(Places places)
{
    private static readonly Tape s_tape =
        new Tape().Sets("squat", 3).OpenSet("squat", 4).Add(InputKind.EndSet).OpenSet("squat", 2).Add(InputKind.Pause).Nobody(1).Add(InputKind.Unpause).OpenSet("squat", 2)
            .Add(InputKind.EndSession);

    private static readonly ApiInstruments s_instruments =
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    private static readonly Gen<Plan> s_plan = Gen.Select(
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 60], Gen.Bool, (sent, said, unnoticed) => new Breakage(sent, said, unnoticed)).Array[0, 12],
        Gen.Int[0, 1].Array[1, 8],
        Gen.Frequency((6, Gen.Const(AppendFault.None)), (1, Gen.Const(AppendFault.NotWritten)), (1, Gen.Const(AppendFault.UnknownOutcome))).Array[4, 40],
        Gen.Int[1, 120].Array[1, 12],
        (lines, gateways, faults, pushes) => new Plan(lines, gateways, faults, pushes));

    protected abstract int Iterations { get; }

    [Fact(Timeout = 300_000)]
    public Task Whatever_breaks_the_log_is_the_offline_counters_and_the_app_sees_each_event_once() =>
        s_plan.SampleAsync(Play, iter: Iterations, threads: 1, print: plan => plan.ToString());

    private async Task Play(Plan plan)
    {
        var key = await places.NewSession();
        var appends = 0;
        places.Fault = append => append.Session == key && appends < 60 ? plan.Faults[appends++ % plan.Faults.Length] : AppendFault.None;
        var wire = new InMemoryWire((number, line) => Serve(key, plan.Gateways[number % plan.Gateways.Length], line), plan.Lines);
        var capture = new CaptureHeader { CaptureEpochUs = Places.EpochMicros };
        var options = new LiveSessionOptions { ExerciseId = "squat", Capture = capture, FramesAsFloats = true };
        var session = new Session { SessionId = key.SessionId, Capture = capture };
        await using var live = new LiveSession(wire, new NetworkChanges(), session, options, places.Time, CancellationToken.None);
        var events = Collect(live);
        var at = 1L;
        for (var i = 0; at < s_tape.Last; i++)
        {
            for (var n = 0; n < plan.Pushes[i % plan.Pushes.Length] && at < s_tape.Last; n++)
                Push(live, at++);
            await Pass(key);
        }

        var ending = live.EndAsync(TestContext.Current.CancellationToken);
        while (!ending.IsCompleted)
            await Pass(key);
        await ending;

        var log = await places.Log(key);
        Assert.Equal(OfflineCounter.Log(s_tape, log).Select(Words.Of), log.Select(Words.Of));
        Assert.True(RepsExistOnce.Fault(log) is null, RepsExistOnce.Fault(log));
        Assert.Equal(Enumerable.Range(1, log.Length).Select(n => (ulong)n), (await events).Select(e => e.EventSeq));
    }

    // Time goes on when both places have answered.
    private async Task Pass(SessionKey key)
    {
        TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        for (var place = 0; place < places.Clusters.Count; place++)
            await places.At(place, key).Get();
        places.Time.Advance(TimeSpan.FromMilliseconds(50));
    }

    private async Task Serve(SessionKey key, int place, Line line)
    {
        var silo = places.Clusters[place].Silos[0].ServiceProvider;
        var access = new SessionAccess(silo.GetRequiredService<IGrainFactory>());
        var options = new ApiOptions();
        if (await PhoneStream.First(line.Requests, line.Responses, places.Time, options, CancellationToken.None, line.Gone) is not { } first)
            return;

        var row = await places.Journal.Find(key, line.Gone);
        using var pace = new StreamPace(options, places.Time);
        var stream = new PhoneStream(
            key, row!.Capture, first.Open, access, places.Journal, places.Time, options, pace, s_instruments, NullLogger.Instance);
        await stream.Run(first, line.Requests, line.Requests, line.Responses, CancellationToken.None, line.Gone);
    }

    private static void Push(LiveSession live, long seq)
    {
        var batch = s_tape.Batch(seq, seq);
        var input = batch.Inputs.Span[0];
        switch (input.Kind)
        {
            case InputKind.Frame:
                live.Push(input.CaptureMicros, batch.Landmarks.Span);
                break;
            case InputKind.NobodySeen:
                live.PushNobody(input.CaptureMicros);
                break;
            case InputKind.EndSet:
                live.EndSet();
                break;
            case InputKind.Pause:
                live.Pause();
                break;
            case InputKind.Unpause:
                live.Unpause();
                break;
            default:
                throw new InvalidOperationException($"Nobody pushes {input.Kind} here.");
        }
    }

    private static async Task<List<SessionEvent>> Collect(LiveSession live)
    {
        var events = new List<SessionEvent>();
        await foreach (var e in live.Events(TestContext.Current.CancellationToken))
            events.Add(e);
        return events;
    }

    private sealed record Plan(Breakage[] Lines, int[] Gateways, AppendFault[] Faults, int[] Pushes)
    {
        public override string ToString() =>
            $"lines [{string.Join(' ', Lines)}] gateways [{string.Join(' ', Gateways)}] faults [{string.Join(' ', Faults)}] pushes [{string.Join(' ', Pushes)}]";
    }
}

/// <summary>Over a journal in memory.</summary>
public sealed class StreamProtocolTests(Places places) : StreamProtocol(places), IClassFixture<Places>
{
    protected override int Iterations => 25;
}

/// <summary>Over the journal that a server has.</summary>
public sealed class SqliteStreamProtocolTests(SqlitePlaces places) : StreamProtocol(places), IClassFixture<SqlitePlaces>
{
    protected override int Iterations => 8;
}

/// <summary>Over the journal that several servers share.</summary>
public sealed class PostgreSqlStreamProtocolTests(PostgreSqlPlaces places) : StreamProtocol(places), IClassFixture<PostgreSqlPlaces>
{
    protected override int Iterations => 8;
}
