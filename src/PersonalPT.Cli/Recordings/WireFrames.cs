using System.Runtime.InteropServices;
using Google.Protobuf;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Recordings;

/// <summary>Frames as they travel.</summary>
internal static class WireFrames
{
    /// <summary>The header of frames whose landmarks are isotropic, as data sets and generated athletes give them.</summary>
    public static CaptureHeader Header(long epochMicros, double framesPerSecond, string source) => new()
    {
        CoordinateSpace = CoordinateSpace.Isotropic,
        LandmarkModel = LandmarkModel.Other,
        NominalRateHz = Math.Clamp(framesPerSecond, 5, 120),
        CaptureEpochUs = epochMicros,
        Source = source,
    };

    /// <summary>A whole recording, to learn from.</summary>
    public static DemonstrationFrames Recorded(
        IReadOnlyList<CapturedFrame> frames, double framesPerSecond, string source, bool floats)
    {
        var epoch = frames.Count > 0 ? frames[0].CaptureMicros : 0;
        var message = new DemonstrationFrames { Capture = Header(epoch, framesPerSecond, source) };
        foreach (var frame in frames)
        {
            var recorded = new RecordedFrame { TimeUs = (ulong)(frame.CaptureMicros - epoch) };
            if (!frame.Landmarks.IsEmpty)
            {
                var values = Floats(frame);
                if (floats)
                    recorded.Floats = new FloatLandmarks { Values = { values } };
                else
                    recorded.Compact = Compact(values);
            }

            message.Frames.Add(recorded);
        }

        return message;
    }

    /// <summary>x, y, z, visibility of each landmark: a landmark lies in memory just so.</summary>
    public static float[] Floats(in CapturedFrame frame) => MemoryMarshal.Cast<Landmark, float>(frame.Landmarks.Span).ToArray();

    /// <summary>The landmarks as they come out of the compact form.</summary>
    public static Landmark[] Rounded(ReadOnlySpan<float> floats)
    {
        Span<byte> bytes = stackalloc byte[CompactFrame.Size];
        var landmarks = new Landmark[CompactFrame.LandmarkCount];
        return CompactFrame.TryEncode(floats, bytes) && CompactFrame.TryDecode(bytes, MemoryMarshal.Cast<Landmark, float>(landmarks.AsSpan())) ? landmarks : [];
    }

    private static ByteString Compact(float[] values)
    {
        var bytes = new byte[CompactFrame.Size];
        return CompactFrame.TryEncode(values, bytes)
            ? UnsafeByteOperations.UnsafeWrap(bytes)
            : throw new CommandFailedException("a frame has coordinates beyond 32767, which the compact form cannot hold: give landmarks in smaller units.");
    }
}
