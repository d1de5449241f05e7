using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Tests.Figures;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public sealed class GaussianEstimateTests
{
    [Fact]
    public void Means_are_those_of_the_rows_and_the_variance_is_pooled_over_both_states_above_its_floor()
    {
        var rows = FeatureRows.Of(new Film().Squats(1, 2).Frames, smoothed: false);

        var gaussian = GaussianEstimate.From(rows, new CycleLabels([25, 30, 35, 40], [0, 5]));

        for (var f = 0; f < SkeletonFeatures.Count; f++)
        {
            double[] active = [rows[25][f], rows[30][f], rows[35][f], rows[40][f]], rest = [rows[0][f], rows[5][f]];
            Assert.Equal(active.Average(), gaussian.Active[f], 1e-5);
            Assert.Equal(rest.Average(), gaussian.Rest[f], 1e-5);
            var squares = active.Sum(v => Math.Pow(v - active.Average(), 2)) + rest.Sum(v => Math.Pow(v - rest.Average(), 2));
            Assert.Equal(squares / 6 + .12 * .12, gaussian.Variance[f], 1e-5);
        }
    }
}
