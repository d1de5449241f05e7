using System.Globalization;
using CsvHelper;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Evaluation.DataSets;

/// <summary>
/// A folder of recordings with known counts: <c>sequences.csv</c> (<c>name,exercise,count,cycles</c> and, where it is not 30, <c>fps</c>; cycles are
/// inclusive frame ranges <c>a-b</c> separated by blanks) and <c>poses/NAME.npy</c> (float32, frames × 33 × 3, or × 4
/// with visibility, NaN where nobody was found). Where frames were not captured at an even rate, <c>times/NAME.npy</c> says when (int64, microseconds since the
/// Unix epoch), as in recordings of sessions that were exported.
/// </summary>
public sealed class DataSet
{
    private const double UsualRate = 30;

    private DataSet(string name, IReadOnlyList<RecordedSequence> sequences)
    {
        Name = name;
        Sequences = sequences;
    }

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    /// <summary>The recordings, in the order of <c>sequences.csv</c>.</summary>
    public IReadOnlyList<RecordedSequence> Sequences { get; }

    /// <summary>Reads all of it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="DataSetException">A file is missing or not what it should be; the message names it and says what to do.</exception>
    public static DataSet Load(string path, CancellationToken ct = default)
    {
        var list = Path.Combine(path, "sequences.csv");
        if (!File.Exists(list))
            throw new DataSetException($"{list}: not found; give the folder of a data set, which holds sequences.csv and poses/NAME.npy.");

        var sequences = Parse(
            list, ReadAll(list), row => ReadFrames(path, row), ct);
        if (sequences.Count == 0)
            throw new DataSetException($"{list}: lists no sequences; add a line name,exercise,count,cycles for each recording.");

        return new DataSet(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), sequences);
    }

    /// <summary>The recordings of one exercise, as a data set.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <exception cref="DataSetException">There is none of it; the message names those that there are.</exception>
    public DataSet Only(string exercise)
    {
        RecordedSequence[] sequences = [.. Sequences.Where(s => s.Exercise == exercise)];
        if (sequences.Length > 0)
            return new DataSet(Name, sequences);

        var known = string.Join(", ", Sequences.Select(s => s.Exercise).Distinct().Order(StringComparer.Ordinal));
        throw new DataSetException($"{Name}: no recording shows '{exercise}'; choose one of {known}.");
    }

    /// <summary>Reads the lines of <c>sequences.csv</c>.</summary>
    /// <param name="list">Its name, for messages.</param>
    /// <param name="csv">What is in it.</param>
    /// <param name="read">Reads the frames of a recording whose line is in order.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="DataSetException">A line is not what it should be.</exception>
    internal static IReadOnlyList<RecordedSequence> Parse(
        string list, ReadOnlyMemory<byte> csv, Func<SequenceRow, IReadOnlyList<CapturedFrame>> read, CancellationToken ct)
    {
        var sequences = new List<RecordedSequence>();
        foreach (var row in ReadRows(list, csv))
        {
            ct.ThrowIfCancellationRequested();
            sequences.Add(Sequence(list, row, read));
        }

        return sequences;
    }

    private static CapturedFrame[] ReadFrames(string path, SequenceRow row)
    {
        var frames = PoseArray.Read(Path.Combine(path, "poses", row.Name + ".npy"), row.FramesPerSecond ?? UsualRate);
        var timesFile = Path.Combine(path, "times", row.Name + ".npy");
        if (!File.Exists(timesFile))
            return frames;

        var times = PoseArray.ReadTimes(timesFile);
        if (times.Length != frames.Length)
            throw new DataSetException($"{timesFile}: has {times.Length} times for {frames.Length} frames; copy both files again.");
        for (var i = 0; i < frames.Length; i++)
            frames[i] = frames[i] with { CaptureMicros = times[i] };
        return frames;
    }

    private static byte[] ReadAll(string list)
    {
        try
        {
            return File.ReadAllBytes(list);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException($"{list}: cannot be read; close the program that holds it, or change its permissions.", e);
        }
    }

    private static List<SequenceRow> ReadRows(string list, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var csv = CsvReader.Create(bytes, CsvReaderOptions.For<SequenceRow>() with { Separator = ',', TrackLineNumbers = true });
            if (!csv.TryValidateHeader<SequenceRow>(out _))
                throw new DataSetException($"{list}: its first line must name the columns name,exercise,count,cycles.");

            return [.. csv.GetRecords<SequenceRow>()];
        }
        catch (CsvFormatException e)
        {
            throw new DataSetException($"{list}: line {e.LineNumber} cannot be read; it must hold name,exercise,count,cycles.", e);
        }
    }

    private static RecordedSequence Sequence(string list, SequenceRow row, Func<SequenceRow, IReadOnlyList<CapturedFrame>> read)
    {
        if (row.Name.Length == 0 || row.Name != Path.GetFileName(row.Name))
            throw new DataSetException($"{list}: '{row.Name}' is no name of a file; names are without folders and without .npy.");
        if (row.Count < 0)
            throw new DataSetException($"{list}: {row.Name} has the count {row.Count}; give the number of reps, 0 or more.");

        var rate = row.FramesPerSecond ?? UsualRate;
        if (!(rate is >= 1 and <= 1000))
            throw new DataSetException($"{list}: {row.Name} has {rate.ToString(CultureInfo.InvariantCulture)} frames a second; give a rate from 1 to 1000.");

        return new RecordedSequence
        {
            Name = row.Name,
            Exercise = row.Exercise,
            Count = row.Count,
            FramesPerSecond = rate,
            Frames = read(row),
            Cycles = [.. (row.Cycles ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => Cycle(list, row, c))],
        };
    }

    private static FrameSpan Cycle(string list, SequenceRow row, string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0
            && int.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var last))
        {
            return new FrameSpan(first, last);
        }

        throw new DataSetException($"{list}: {row.Name} has the cycle '{text}'; write first-last in frames, such as 12-45.");
    }
}
