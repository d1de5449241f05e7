using System.Text;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Evaluation.DataSets;

namespace PersonalPT.Fuzz.Targets;

/// <summary>The landmarks of a recording as NumPy wrote them.</summary>
internal static class PoseArrayTarget
{
    public static FuzzTarget Create() => new("npy", Attempt, [File(version: 1, frames: 3), File(version: 2, frames: 1), File(version: 1, frames: 0)]);

    private static bool Attempt(ReadOnlySpan<byte> bytes)
    {
        try
        {
            foreach (var frame in PoseArray.Parse("poses/v1.npy", bytes.ToArray(), framesPerSecond: 30))
            {
                foreach (var l in frame.Landmarks.Span)
                    Leaks.NotFinite([l.X, l.Y, l.Z, l.Visibility], "a recorded frame");
            }

            return true;
        }
        catch (DataSetException)
        {
            return false;
        }
    }

    private static byte[] File(int version, int frames)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({frames}, {Skeleton.LandmarkCount}, 3), }}".PadRight(117) + "\n");
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', (byte)version, 0]);
        if (version == 1)
            writer.Write((ushort)header.Length);
        else
            writer.Write((uint)header.Length);
        writer.Write(header);
        for (var i = 0; i < frames * Skeleton.LandmarkCount * 3; i++)
            writer.Write(i / 100f);
        writer.Flush();
        return file.ToArray();
    }
}
