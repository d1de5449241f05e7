using BenchmarkDotNet.Attributes;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Benchmarks.Counting;

/// <summary>Fifty features of one frame.</summary>
public class SkeletonFeaturesBenchmarks
{
    private readonly CapturedFrame _frame = Films.OfOneSet(100)[^1];
    private readonly float[] _features = new float[SkeletonFeatures.Count];

    [Benchmark(Description = "Features of a frame")]
    public bool TryCompute() => SkeletonFeatures.TryCompute(_frame.Landmarks.Span, _features);
}
