using System.Runtime.InteropServices;
using System.Text;

namespace PersonalPT.Evaluation.Tests.DataSets;

/// <summary>A data set in a temporary folder.</summary>
internal sealed class DataSetFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("personalpt-");

    public string Path => _folder.FullName;

    public DataSetFolder List(string csv)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, "sequences.csv"), csv);
        return this;
    }

    /// <summary>A recording: x of landmark j in frame k is k + j/100; the frames of <paramref name="nobody"/> are NaN.</summary>
    public DataSetFolder Poses(string name, int frames, params int[] nobody)
    {
        var values = new float[frames * 33 * 3];
        for (var i = 0; i < values.Length; i++)
            values[i] = nobody.Contains(i / 99) ? float.NaN : i % 3 == 0 ? i / 99 + i % 99 / 3 / 100f : 0;
        return Raw(name, [.. Header($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({frames}, 33, 3), }}"), .. MemoryMarshal.AsBytes(values.AsSpan())]);
    }

    public DataSetFolder Raw(string name, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "poses"));
        File.WriteAllBytes(System.IO.Path.Combine(Path, "poses", name + ".npy"), bytes);
        return this;
    }

    public DataSetFolder Times(string name, params long[] times) =>
        RawTimes(name, [.. Header($"{{'descr': '<i8', 'fortran_order': False, 'shape': ({times.Length},), }}"), .. MemoryMarshal.AsBytes(times.AsSpan())]);

    public DataSetFolder RawTimes(string name, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "times"));
        File.WriteAllBytes(System.IO.Path.Combine(Path, "times", name + ".npy"), bytes);
        return this;
    }

    public static byte[] Header(string dictionary)
    {
        var padded = dictionary.PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)padded.Length, (byte)(padded.Length >> 8), .. Encoding.ASCII.GetBytes(padded)];
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
