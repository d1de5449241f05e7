using System.Runtime.InteropServices;
using PersonalPT.Protocol;

namespace PersonalPT.Fuzz.Targets;

/// <summary>The compact form of a frame.</summary>
internal static class CompactFrameTarget
{
    public static FuzzTarget Create() => new("compact-frame", Attempt, [.. Samples.Frames.Take(20).Select(f => Samples.Compact(f).ToByteArray())]);

    private static bool Attempt(ReadOnlySpan<byte> bytes)
    {
        Span<float> landmarks = stackalloc float[CompactFrame.FloatCount];
        var isFrame = CompactFrame.TryDecode(bytes, landmarks);
        if (isFrame != CompactFrame.IsValid(bytes))
            throw new LeakException("A frame that is read is not one that is valid, or the other way round.");
        if (!isFrame)
            return false;

        Leaks.NotFinite(landmarks, "a decoded frame");
        // The least int16 has no counterpart: no encoder writes it, and written again it needs a coarser unit.
        if (MemoryMarshal.Cast<byte, short>(bytes[1..(1 + 6 * CompactFrame.LandmarkCount)]).Contains(short.MinValue))
            return true;

        Span<byte> again = stackalloc byte[CompactFrame.Size];
        if (!CompactFrame.TryEncode(landmarks, again))
            throw new LeakException("A frame that was read cannot be written.");
        Span<float> same = stackalloc float[CompactFrame.FloatCount];
        if (!CompactFrame.TryDecode(again, same) || !same.SequenceEqual(landmarks))
            throw new LeakException("A frame that was read, written and read is another one.");
        return true;
    }
}
