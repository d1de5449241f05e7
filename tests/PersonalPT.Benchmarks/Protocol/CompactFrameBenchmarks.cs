using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol;

namespace PersonalPT.Benchmarks.Protocol;

/// <summary>One frame to its 232 bytes and back.</summary>
public class CompactFrameBenchmarks
{
    private readonly byte[] _bytes = new byte[CompactFrame.Size];
    private readonly float[] _floats = new float[CompactFrame.FloatCount];

    public CompactFrameBenchmarks()
    {
        MemoryMarshal.Cast<Landmark, float>(Films.OfOneSet(100)[^1].Landmarks.Span).CopyTo(_floats);
        CompactFrame.TryEncode(_floats, _bytes);
    }

    [Benchmark(Description = "Compact frame, encode")]
    public bool Encode() => CompactFrame.TryEncode(_floats, _bytes);

    [Benchmark(Description = "Compact frame, decode")]
    public bool Decode() => CompactFrame.TryDecode(_bytes, _floats);
}
