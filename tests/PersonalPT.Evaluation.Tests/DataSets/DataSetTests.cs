using System.Runtime.InteropServices;
using PersonalPT.Counting.Training;
using PersonalPT.Evaluation.DataSets;

namespace PersonalPT.Evaluation.Tests.DataSets;

public sealed class DataSetTests
{
    [Fact]
    public void Everything_in_the_list_is_read()
    {
        using var folder = new DataSetFolder()
            .List("name,exercise,count,frames,cycles\na,squat,2,10,0-4 4-9\nb,push_up,7,5,\n").Poses("a", 10, 3).Poses("b", 5);

        var set = DataSet.Load(folder.Path, TestContext.Current.CancellationToken);

        Assert.Equal(Path.GetFileName(folder.Path), set.Name);
        var (a, b) = (set.Sequences[0], set.Sequences[1]);
        Assert.Equal(("a", "squat", 2, 30.0), (a.Name, a.Exercise, a.Count, a.FramesPerSecond));
        Assert.Equal([new FrameSpan(0, 4), new FrameSpan(4, 9)], a.Cycles);
        Assert.Equal(("push_up", 7, 5), (b.Exercise, b.Count, b.Frames.Count));
        Assert.Empty(b.Cycles);
        Assert.Equal(7.05f, a.Frames[7].Landmarks.Span[5].X);
        Assert.Equal([33, 33, 33, 0, 33], a.Frames.Take(5).Select(f => f.Landmarks.Length));
        Assert.Equal(RecordedSequence.EpochMicros + 233_333, a.Frames[7].CaptureMicros);
        Assert.Equal(new CaptureSpan(RecordedSequence.EpochMicros, RecordedSequence.EpochMicros + 300_000), a.ToCaptureSpan(new FrameSpan(-3, 20)));
    }

    [Fact]
    public void Another_rate_of_frames_is_taken_from_its_column()
    {
        using var folder = new DataSetFolder().List("name,exercise,count,frames,cycles,fps\na,squat,2,10,0-4,12.5\nb,squat,1,2,,\n").Poses("a", 10).Poses("b", 2);

        var set = DataSet.Load(folder.Path, TestContext.Current.CancellationToken);

        Assert.Equal([12.5, 30], set.Sequences.Select(s => s.FramesPerSecond));
        Assert.Equal(RecordedSequence.EpochMicros + 720_000, set.Sequences[0].Frames[9].CaptureMicros);
    }

    [Fact]
    public void Times_of_their_own_and_visibility_are_taken_where_there_are_any()
    {
        var values = new float[2 * 33 * 4];
        for (var i = 0; i < values.Length; i++)
            values[i] = i / 8f;
        using var folder = new DataSetFolder().List("name,exercise,count,cycles\na,squat,1,0-1\n")
            .Raw("a", [.. DataSetFolder.Header("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 33, 4), }"), .. MemoryMarshal.AsBytes(values.AsSpan())])
            .Times("a", 1_700_000_000_000_000, 1_700_000_000_070_001);

        var sequence = Assert.Single(DataSet.Load(folder.Path, TestContext.Current.CancellationToken).Sequences);

        Assert.Equal([1_700_000_000_000_000, 1_700_000_000_070_001], sequence.Frames.Select(f => f.CaptureMicros));
        Assert.Equal(values, sequence.Frames.SelectMany(f => f.Landmarks.ToArray()).SelectMany(l => new[] { l.X, l.Y, l.Z, l.Visibility }));
        Assert.Equal(new CaptureSpan(1_700_000_000_000_000, 1_700_000_000_070_001), sequence.ToCaptureSpan(sequence.Cycles[0]));
    }

    [Fact]
    public void Times_that_do_not_belong_to_the_frames_are_refused()
    {
        using var folder = new DataSetFolder().List("name,exercise,count,cycles\na,squat,2,\n").Poses("a", 3);
        AssertRefused(folder.Times("a", 1, 2), "has 2 times for 3 frames");
        AssertRefused(folder.RawTimes("a", [.. DataSetFolder.Header("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }"), .. new byte[24]]), "int64");
        AssertRefused(folder.RawTimes("a", [.. DataSetFolder.Header("{'descr': '<i8', 'fortran_order': False, 'shape': (3,), }"), .. new byte[23]]), "int64");
    }

    [Theory]
    [InlineData(null, "sequences.csv: not found")]
    [InlineData("", "sequences.csv")]
    [InlineData("name,exercise,count,cycles\n", "lists no sequences")]
    [InlineData("nom,exercise,count,cycles\na,squat,2,\n", "its first line must name the columns")]
    [InlineData("name,exercise,count,cycles\na,squat,two,\n", "line 2 cannot be read")]
    [InlineData("name,exercise,count,cycles\na,squat,-2,\n", "has the count -2")]
    [InlineData("name,exercise,count,cycles\na,squat,2,1-x\n", "has the cycle '1-x'")]
    [InlineData("name,exercise,count,cycles\n../a,squat,2,\n", "is no name of a file")]
    [InlineData("name,exercise,count,cycles,fps\na,squat,2,,0\n", "0 frames a second")]
    [InlineData("name,exercise,count,cycles\nmissing,squat,2,\n", "missing.npy: cannot be read")]
    public void A_wrong_list_is_refused_in_one_line_that_names_the_file(string? list, string says)
    {
        using var folder = new DataSetFolder().Poses("a", 3);
        if (list is not null)
            folder.List(list);

        AssertRefused(folder, says);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 33, 3), }", 792, "float32")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 33, 3), }", 396, "float32")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 17, 3), }", 204, "(frames, 33, 3)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 33, 3), }", 396, "(frames, 33, 3)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 33, 3), }", 396, "fewer or more values")]
    public void A_wrong_array_is_refused_in_one_line_that_names_the_file(string header, int bytes, string says)
    {
        using var folder = new DataSetFolder().List("name,exercise,count,cycles\na,squat,2,\n").Raw("a", [.. DataSetFolder.Header(header), .. new byte[bytes]]);

        AssertRefused(folder, says);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 })]
    [InlineData(new byte[] { 0x93, 78, 85, 77, 80, 89, 2, 0, 255, 255, 255, 255, 0 })]
    public void What_is_no_array_is_refused(byte[] bytes)
    {
        using var folder = new DataSetFolder().List("name,exercise,count,cycles\na,squat,2,\n").Raw("a", bytes);

        AssertRefused(folder, "a.npy");
    }

    private static void AssertRefused(DataSetFolder folder, string says)
    {
        var message = Assert.Throws<DataSetException>(() => DataSet.Load(folder.Path, TestContext.Current.CancellationToken)).Message;

        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.StartsWith(folder.Path, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
