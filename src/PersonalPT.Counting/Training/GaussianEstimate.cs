using PersonalPT.Counting.Models;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Training;

/// <summary>Estimates the two Gaussians of a model from labelled rows: a mean a state, one variance pooled over both, and its floor.</summary>
internal static class GaussianEstimate
{
    public static TwoStateGaussian From(FeatureRows rows, CycleLabels labels)
    {
        Span<float> rest = stackalloc float[SkeletonFeatures.Count];
        Span<float> active = stackalloc float[SkeletonFeatures.Count];
        Span<float> variance = stackalloc float[SkeletonFeatures.Count];
        for (var f = 0; f < SkeletonFeatures.Count; f++)
        {
            var (restMean, restSquares) = Moments(rows, labels.Rest, f);
            var (activeMean, activeSquares) = Moments(rows, labels.Active, f);
            rest[f] = (float)restMean;
            active[f] = (float)activeMean;
            variance[f] = (float)((restSquares + activeSquares) / (labels.Rest.Count + labels.Active.Count)
                + TwoStateGaussian.LeastSpread * TwoStateGaussian.LeastSpread);
        }

        return new TwoStateGaussian(rest, active, variance);
    }

    /// <summary>Mean, and sum of squared differences from it.</summary>
    private static (double Mean, double Squares) Moments(FeatureRows rows, IReadOnlyList<int> of, int feature)
    {
        var mean = of.Average(row => (double)rows[row][feature]);
        return (mean, of.Sum(row => (rows[row][feature] - mean) * (rows[row][feature] - mean)));
    }
}
