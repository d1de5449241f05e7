using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using PersonalPT.Api.Tracking;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using CaptureHeader = PersonalPT.Contracts.Sessions.CaptureHeader;

namespace PersonalPT.Benchmarks.Api;

/// <summary>What the gateway does with a message between the wire and the grain: parse, check, decode into the batch.</summary>
public class BatchArraysBenchmarks : IDisposable
{
    private static readonly CaptureHeader s_capture = new((int)CoordinateSpace.NormalizedImage, 16 / 9.0, 1, 30, 1_000_000, "");

    private readonly BatchArrays _arrays = new(s_capture);
    private readonly TrackRequest _message = new() { FirstInputSeq = 1 };
    private readonly byte[] _wire;

    [GlobalCleanup]
    public void Dispose()
    {
        _arrays.Dispose();
        GC.SuppressFinalize(this);
    }

    public BatchArraysBenchmarks()
    {
        var frames = Films.OfOneSet(100).Where(f => !f.Landmarks.IsEmpty).Take(5).ToArray();
        for (var i = 0; i < frames.Length; i++)
        {
            var bytes = new byte[CompactFrame.Size];
            CompactFrame.TryEncode(MemoryMarshal.Cast<Landmark, float>(frames[i].Landmarks.Span), bytes);
            _message.Inputs.Add(new Input { TimeUs = (ulong)(33_333 * i), Compact = UnsafeByteOperations.UnsafeWrap(bytes) });
        }

        _wire = _message.ToByteArray();
    }

    [Benchmark(Description = "Message of 5 frames: parse")]
    public TrackRequest Parse() => TrackRequest.Parser.ParseFrom(_wire);

    [Benchmark(Description = "Message of 5 frames: check")]
    public bool Check() => InputChecks.Check(_message.FirstInputSeq, _message.Inputs) is null;

    [Benchmark(Description = "Message of 5 frames: into a batch")]
    public InputBatch Fill()
    {
        _arrays.Add(_message.FirstInputSeq, _message.Inputs);
        var batch = _arrays.ToBatch(oldestHeldInputSeq: 1, arrivedMicros: 0);
        _arrays.Clear();
        return batch;
    }
}
