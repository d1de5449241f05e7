using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Tests.Figures;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public sealed class CycleLabelsTests
{
    private static readonly FeatureRows _rows = FeatureRows.Of(new Film().Squats(4, 2).Frames, smoothed: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Rows_in_the_middle_of_reps_are_active_and_rows_at_their_ends_rest(int reps)
    {
        var labels = CycleLabels.Of(_rows, [.. Enumerable.Range(0, reps).Select(k => new RowSpan(60 * k, 60 * k + 60))]);

        Assert.All(labels.Active, row => Assert.InRange(row % 60, 18, 46));
        Assert.All(labels.Rest, row => Assert.True(row % 60 is < 18 or > 46));
        Assert.InRange(labels.Active.Count, 15 * reps, 30 * reps);
        Assert.InRange(labels.Rest.Count, 15 * reps, 40 * reps);
    }

    [Fact]
    public void A_state_has_at_least_three_rows()
    {
        var labels = CycleLabels.Of(_rows, [new RowSpan(27, 33)]);

        Assert.InRange(labels.Active.Count, 3, 7);
        Assert.InRange(labels.Rest.Count, 3, 7);
    }
}
