using System.Runtime.Intrinsics;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Models;

/// <summary>
/// For each group of features the direction that tells the two Gaussians apart best (the linear discriminant d/v of two Gaussians with one diagonal
/// covariance), over the group's strongest features. A row of features becomes nine signals: 0 at the mean of State R, 1 at the mean of State A.
/// </summary>
internal sealed class Directions
{
    /// <summary>Features kept in a group, by their separation.</summary>
    public const int Strongest = 20;

    /// <summary>Room for the signals of all groups, padded to whole vectors.</summary>
    public const int Lanes = 16;

    private readonly float[] _weights = new float[SkeletonFeatures.Count * Lanes];
    private readonly float[] _offsets = new float[Lanes];
    private readonly double[] _separations = new double[FeatureGroups.Count];

    public Directions(TwoStateGaussian gaussian)
    {
        for (var group = 0; group < FeatureGroups.Count; group++)
            Fit(gaussian, group);
    }

    /// <summary>Squared Mahalanobis distance of the two states over the features that a group kept, sum of d²/v.</summary>
    public double SquaredDistance(int group) => _separations[group];

    /// <summary>Standard deviation of a group's signal within a state, in units of the movement: 1/D; infinite where the states are the same.</summary>
    public float Spread(int group) => (float)(1 / Math.Sqrt(_separations[group]));

    /// <summary>Weight of a feature in a group's direction; 0 where it was not kept.</summary>
    public float Weight(int feature, int group) => _weights[feature * Lanes + group];

    /// <summary>The signals of a row, one a group; what lies behind them in <paramref name="signals"/> (16 values) becomes 0.</summary>
    public void Project(ReadOnlySpan<float> features, Span<float> signals)
    {
        var weights = _weights.AsSpan();
        for (var lane = 0; lane < Lanes; lane += Vector256<float>.Count)
        {
            // Two sums, so that each addition need not wait for the one before it; lane by lane, so that every processor adds in the same order.
            Vector256<float> even = Vector256<float>.Zero, odd = Vector256<float>.Zero;
            for (var f = 0; f < SkeletonFeatures.Count; f += 2)
            {
                even += Vector256.Create(features[f]) * Vector256.Create(weights.Slice(f * Lanes + lane, Vector256<float>.Count));
                odd += Vector256.Create(features[f + 1]) * Vector256.Create(weights.Slice((f + 1) * Lanes + lane, Vector256<float>.Count));
            }

            (even + odd - Vector256.Create(_offsets.AsSpan(lane, Vector256<float>.Count))).CopyTo(signals[lane..]);
        }
    }

    private void Fit(TwoStateGaussian gaussian, int group)
    {
        var kept = FeatureGroups.Members[group].OrderByDescending(f => Separation(gaussian, f)).Take(Strongest).ToArray();
        var total = kept.Sum(f => Separation(gaussian, f));
        _separations[group] = total;
        if (total == 0)
            return;

        var offset = 0.0;
        foreach (var f in kept)
        {
            var weight = ((double)gaussian.Active[f] - gaussian.Rest[f]) / gaussian.Variance[f] / total;
            _weights[f * Lanes + group] = (float)weight;
            offset += weight * gaussian.Rest[f];
        }

        _offsets[group] = (float)offset;
    }

    private static double Separation(TwoStateGaussian gaussian, int feature)
    {
        var d = (double)gaussian.Active[feature] - gaussian.Rest[feature];
        return d * d / gaussian.Variance[feature];
    }
}
