using BenchmarkDotNet.Attributes;
using PersonalPT.Athletes;
using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Benchmarks.Counting;

/// <summary>The counter, features included: time for one frame of a stream, counted from a new counter on. Bound: 5 µs, the same for ten minutes as for ten seconds.</summary>
public class RepCounterBenchmarks
{
    private const int TenSeconds = 300;
    private const int OneMinute = 1800;
    private const int TenMinutes = 18_000;

    private readonly ExerciseModel _model = StarterModels.Create(Films.Exercise);
    private readonly CountingSettings _settings = new();
    private readonly List<CountingEvent> _events = [];
    private readonly CapturedFrame[] _tenSeconds = Films.OfOneSet(TenSeconds);
    private readonly CapturedFrame[] _oneMinute = Films.OfOneSet(OneMinute);
    private readonly CapturedFrame[] _tenMinutesOfSets = Films.OfSets(TenMinutes);
    private readonly CapturedFrame[] _tenMinutesInOneSet = Films.OfOneSet(TenMinutes);

    [Benchmark(OperationsPerInvoke = TenSeconds, Baseline = true, Description = "Frame of a 10 s stream")]
    public int OfTenSeconds() => Count(_tenSeconds);

    [Benchmark(OperationsPerInvoke = OneMinute, Description = "Frame of a 1 min stream")]
    public int OfOneMinute() => Count(_oneMinute);

    [Benchmark(OperationsPerInvoke = TenMinutes, Description = "Frame of 10 min, sets of ten and rests")]
    public int OfTenMinutesOfSets() => Count(_tenMinutesOfSets);

    [Benchmark(OperationsPerInvoke = TenMinutes, Description = "Frame of 10 min without a rest")]
    public int OfTenMinutesInOneSet() => Count(_tenMinutesInOneSet);

    private int Count(CapturedFrame[] frames)
    {
        var counter = new RepCounter(_model, _settings);
        _events.Clear();
        for (var i = 0; i < frames.Length; i++)
            counter.Push(i + 1, frames[i].CaptureMicros, frames[i].Landmarks.Span, _events);
        return _events.Count;
    }
}
