using PersonalPT.Evaluation.DataSets;
using PersonalPT.Evaluation.OneShot;
using PersonalPT.Evaluation.Tests.DataSets;
using PersonalPT.Testing;

namespace PersonalPT.Evaluation.Tests.OneShot;

public sealed class OneShotAcrossPeopleTests
{
    private static readonly Lazy<OneShotReport> _report = new(() => OneShotAcrossPeople.Run(DataSet.Load(TestData.RepCountPose)));

    [Fact]
    public void Final_counts_agree_with_the_reference_in_98_of_100_pairs()
    {
        var reference = File.ReadLines(TestData.ReferencePairs).Skip(1).Select(line => line.Split(','))
            .ToDictionary(p => (p[0], p[1], p[2]), p => (True: int.Parse(p[3], null), Counted: int.Parse(p[4], null)));
        _ = TestData.RepCountPose;
        var pairs = _report.Value.Pairs;

        Assert.Equal(reference.Keys.Order(), pairs.Select(p => (p.Exercise, p.Demonstration, p.Test)).Order());
        Assert.All(pairs, p => Assert.Equal(reference[(p.Exercise, p.Demonstration, p.Test)].True, p.True));
        Assert.InRange(pairs.Average(p => reference[(p.Exercise, p.Demonstration, p.Test)].Counted == p.Counted ? 1.0 : 0), .98, 1);
    }

    [Fact]
    public void Accuracy_across_people_is_as_promised()
    {
        _ = TestData.RepCountPose;
        var total = _report.Value.Total;

        Assert.Equal((150, 143), (total.Videos, total.Demonstrations));
        Assert.InRange(total.Streamed.Obo, .75, 1);
        Assert.InRange(total.Streamed.Mae, 0, .205);
        Assert.InRange(total.Final.Obo, .75, 1);
        Assert.InRange(total.Final.Mae, 0, .205);
        Assert.Empty(_report.Value.Refused);
    }

    [Fact]
    public void What_was_streamed_is_never_less_than_the_final_count()
    {
        _ = TestData.RepCountPose;
        Assert.All(_report.Value.Pairs, p => Assert.InRange(p.Streamed, p.Counted, int.MaxValue));
    }

    [Fact]
    public void Figures_are_the_same_each_time_and_progress_reaches_the_end()
    {
        var squats = Squats();
        var progress = new Recorder();

        var first = OneShotAcrossPeople.Run(squats, progress: progress, ct: TestContext.Current.CancellationToken);
        var second = OneShotAcrossPeople.Run(squats, ct: TestContext.Current.CancellationToken);

        Assert.Equal(first.Pairs, second.Pairs);
        Assert.Equal(first.Total, second.Total);
        Assert.Equal(Enumerable.Range(1, 13).Select(k => new OneShotProgress(k, 13)), progress.Reports.OrderBy(r => r.Done));
    }

    [Fact]
    public void Another_data_set_is_counted_whole()
    {
        var report = OneShotAcrossPeople.Run(Squats(), Squats(), ct: TestContext.Current.CancellationToken);

        Assert.Equal(13 * 18, report.Pairs.Count);
        Assert.Contains(report.Pairs, p => p.Demonstration == p.Test);
    }

    [Fact]
    public void It_ends_when_it_is_told()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => OneShotAcrossPeople.Run(Squats(), ct: source.Token));
    }

    [Fact]
    public void A_data_set_that_teaches_nothing_is_refused_with_what_to_do()
    {
        using var folder = new DataSetFolder().List("name,exercise,count,cycles\na,squat,2,\nb,squat,2,\n").Poses("a", 90).Poses("b", 90);
        var set = DataSet.Load(folder.Path, TestContext.Current.CancellationToken);

        Assert.Contains("add cycles to sequences.csv", Assert.Throws<DataSetException>(() => OneShotAcrossPeople.Run(set, ct: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_set_whose_demonstrations_are_all_refused_is_refused_with_the_reason()
    {
        using var folder = new DataSetFolder().List("name,exercise,count,cycles\na,squat,2,0-40 40-80\nb,squat,2,\n").Poses("a", 90).Poses("b", 90);
        var set = DataSet.Load(folder.Path, TestContext.Current.CancellationToken);

        Assert.Contains("the first says", Assert.Throws<DataSetException>(() => OneShotAcrossPeople.Run(set, ct: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    private static DataSet Squats() => DataSet.Load(TestData.RepCountPose).Only("squat");

    private sealed class Recorder : IProgress<OneShotProgress>
    {
        private readonly Lock _lock = new();

        public List<OneShotProgress> Reports { get; } = [];

        public void Report(OneShotProgress value)
        {
            lock (_lock)
                Reports.Add(value);
        }
    }
}
