using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Evaluation.DataSets;

/// <summary>
/// Reads landmarks from a NumPy file (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): float32, little endian,
/// frames × 33 × 3, or × 4 with visibility behind x, y, z; NaN where nobody was found. Times, where there are any, are int64.
/// </summary>
internal static partial class PoseArray
{
    // After the magic string and two bytes of version, the header's length has two bytes in version 1 and four in the later ones.
    private const int VersionAt = 6, LengthAt = 8;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static CapturedFrame[] Read(string path, double framesPerSecond) => Parse(path, ReadAll(path), framesPerSecond);

    /// <summary>Capture times of frames, microseconds since the Unix epoch.</summary>
    /// <exception cref="DataSetException">The file is no such array.</exception>
    public static long[] ReadTimes(string path)
    {
        var bytes = ReadAll(path);
        var (header, start) = ReadHeader(path, bytes);
        var shape = Length().Match(header);
        if (!header.Contains("'<i8'", StringComparison.Ordinal) || !shape.Success
            || !int.TryParse(shape.Groups["frames"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var frames)
            || bytes.Length - start != (long)frames * sizeof(long))
        {
            throw new DataSetException($"{path}: not an array of int64 with one time for each frame; convert it with numpy.ascontiguousarray(x, 'i8').");
        }

        var times = new long[frames];
        for (var i = 0; i < frames; i++)
            times[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(start + i * sizeof(long)));
        return times;
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="bytes">What is in it.</param>
    /// <param name="framesPerSecond">Frames a second, 1 to 1,000.</param>
    /// <exception cref="DataSetException">It is not such a file.</exception>
    public static CapturedFrame[] Parse(string path, byte[] bytes, double framesPerSecond)
    {
        var (header, start) = ReadHeader(path, bytes);
        var (frames, numbers) = ReadShape(path, header, bytes.Length - start);
        var landmarks = new Landmark[frames * Skeleton.LandmarkCount];
        for (var i = 0; i < landmarks.Length; i++)
        {
            var at = bytes.AsSpan(start + i * numbers * sizeof(float));
            landmarks[i] = new Landmark(
                BinaryPrimitives.ReadSingleLittleEndian(at), BinaryPrimitives.ReadSingleLittleEndian(at[4..]),
                BinaryPrimitives.ReadSingleLittleEndian(at[8..]), Visibility: numbers == 4 ? BinaryPrimitives.ReadSingleLittleEndian(at[12..]) : 1);
        }

        var result = new CapturedFrame[frames];
        for (var k = 0; k < frames; k++)
        {
            ReadOnlyMemory<Landmark> person = landmarks.AsMemory(k * Skeleton.LandmarkCount, Skeleton.LandmarkCount);
            result[k] = new CapturedFrame(RecordedSequence.MicrosOf(k, framesPerSecond), IsFinite(person.Span) ? person : default);
        }

        return result;
    }

    private static byte[] ReadAll(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException($"{path}: cannot be read; put the landmarks of that sequence there, or take its line out of sequences.csv.", e);
        }
    }

    private static (string Header, int Start) ReadHeader(string path, byte[] bytes)
    {
        if (bytes.Length < LengthAt + 4 || !bytes.AsSpan().StartsWith(Magic))
            throw new DataSetException($"{path}: not a NumPy file; write it with numpy.save.");

        var (headerAt, length) = bytes[VersionAt] == 1
            ? (LengthAt + 2, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(LengthAt)))
            : (LengthAt + 4, (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(LengthAt)));
        var start = headerAt + length;
        return start <= bytes.Length ? (Encoding.ASCII.GetString(bytes, headerAt, (int)length), (int)start) : ("", bytes.Length);
    }

    private static (int Frames, int Numbers) ReadShape(string path, string header, long size)
    {
        var shape = Shape().Match(header);
        if (!header.Contains("'<f4'", StringComparison.Ordinal) || header.Contains("'fortran_order': True", StringComparison.Ordinal) || !shape.Success
            || !int.TryParse(shape.Groups["frames"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var frames))
        {
            throw new DataSetException($"{path}: not an array of float32 with the shape (frames, 33, 3) or (frames, 33, 4); convert it with numpy.ascontiguousarray(x, 'f4').");
        }

        var numbers = shape.Groups["numbers"].ValueSpan is "4" ? 4 : 3;
        if (size != (long)frames * Skeleton.LandmarkCount * numbers * sizeof(float))
            throw new DataSetException($"{path}: holds fewer or more values than its header says; copy the file again.");

        return (frames, numbers);
    }

    private static bool IsFinite(ReadOnlySpan<Landmark> landmarks)
    {
        foreach (var l in landmarks)
        {
            if (!float.IsFinite(l.X) || !float.IsFinite(l.Y) || !float.IsFinite(l.Z) || !float.IsFinite(l.Visibility))
                return false;
        }

        return true;
    }

    [GeneratedRegex(@"'shape':\s*\((?<frames>\d+),\s*33,\s*(?<numbers>[34])\)")]
    private static partial Regex Shape();

    [GeneratedRegex(@"'shape':\s*\((?<frames>\d+),?\)")]
    private static partial Regex Length();
}
