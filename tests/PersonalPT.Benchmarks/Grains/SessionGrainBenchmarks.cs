using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Benchmarks.Grains;

/// <summary>A batch from the gateway to the session's grain and back, in one process: call, counting and, every few seconds of the athlete's time, a commit.</summary>
public class SessionGrainBenchmarks
{
    private const int Frames = 3000;
    private const int FloatsPerFrame = Skeleton.LandmarkCount * 4;

    private readonly CapturedFrame[] _film = [.. Films.OfSets(Frames + 200).Where(f => !f.Landmarks.IsEmpty).Take(Frames)];
    private readonly float[] _landmarks = new float[Frames * FloatsPerFrame];
    private readonly SessionInput[] _inputs = new SessionInput[Frames];
    private RunningServer? _server;
    private ISessionGrain? _grain;
    private long _nextInputSeq = 1;
    private int _at;
    private long _shift;

    [GlobalSetup]
    public async Task Setup()
    {
        for (var i = 0; i < Frames; i++)
            MemoryMarshal.Cast<Landmark, float>(_film[i].Landmarks.Span).CopyTo(_landmarks.AsSpan(i * FloatsPerFrame));

        _server = await RunningServer.StartAsync();
        _grain = _server.Get<IGrainFactory>().GetGrain<ISessionGrain>(new SessionKey("bench", Guid.NewGuid().ToString()).ToString());
        var started = await _grain.Start(new StartSession("anna", Films.Exercise, new CaptureHeader(1, 16 / 9.0, 1, 30, 1, "benchmark"), false));
        if (started.Outcome != StartSessionOutcome.Started)
            throw new InvalidOperationException($"The session did not start: {started.Outcome}.");
    }

    [GlobalCleanup]
    public async Task Cleanup() => await _server!.DisposeAsync();

    [Benchmark(Description = "Submit, 1 frame a batch")]
    public Task<SubmitResult> OneFrame() => Submit(1);

    [Benchmark(Description = "Submit, 5 frames a batch")]
    public Task<SubmitResult> FiveFrames() => Submit(5);

    private async Task<SubmitResult> Submit(int count)
    {
        if (_at + count > Frames)
        {
            // The film begins again, an hour later on the phone's clock than it would have: nothing repeats.
            _at = 0;
            _shift += 3_600_000_000;
        }

        for (var i = _at; i < _at + count; i++)
            _inputs[i] = new SessionInput(InputKind.Frame, _film[i].CaptureMicros + _shift);
        var result = await _grain!.Submit(new InputBatch
        {
            FirstInputSeq = _nextInputSeq,
            Inputs = _inputs.AsMemory(_at, count),
            Landmarks = _landmarks.AsMemory(_at * FloatsPerFrame, count * FloatsPerFrame),
            OldestHeldInputSeq = 1,
        });
        if (result.Outcome != SubmitOutcome.Taken)
            throw new InvalidOperationException($"A batch was not taken: {result.Outcome}.");
        _nextInputSeq += count;
        _at += count;
        return result;
    }
}
