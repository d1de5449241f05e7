using PersonalPT.Evaluation.OneShot;

namespace PersonalPT.Evaluation.Tests.OneShot;

public sealed class AccuracyTests
{
    [Fact]
    public void Off_by_one_relative_error_and_exactness_are_means_over_the_pairs()
    {
        var accuracy = Accuracy.Of([Pair(10, 10), Pair(10, 9), Pair(10, 6), Pair(4, 8)], p => p.Counted);

        Assert.Equal(.5, accuracy.Obo, 12);
        Assert.Equal((0 + .1 + .4 + 1) / 4, accuracy.Mae, 12);
        Assert.Equal(.25, accuracy.Exact, 12);
    }

    [Fact]
    public void A_recording_without_reps_counts_its_error_in_reps() =>
        Assert.Equal(3, Accuracy.Of([Pair(0, 3)], p => p.Counted).Mae);

    [Fact]
    public void A_mean_weighs_each_accuracy() =>
        Assert.Equal(new Accuracy(.75, .25, .5), Accuracy.Mean([(new Accuracy(1, 0, 1), 1), (new Accuracy(.5, .5, 0), 1)]));

    private static PairResult Pair(int truth, int counted) =>
        new() { Exercise = "e", Demonstration = "d", Test = "t", True = truth, Counted = counted, Streamed = counted };
}
