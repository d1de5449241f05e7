using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Models;

/// <summary>
/// Two Gaussians over the features, State R and State A, with one pooled diagonal covariance. Kept as floats, as they are stored, so that a model
/// counts the same before it is stored and after it is read back.
/// </summary>
internal sealed class TwoStateGaussian
{
    /// <summary>Floor of a feature's spread within a state: one demonstration is steadier than the people who follow it.</summary>
    public const double LeastSpread = .12;

    private readonly float[] _rest;
    private readonly float[] _active;
    private readonly float[] _variance;

    /// <summary>Takes 50 values of each; variances include the floor.</summary>
    /// <exception cref="ArgumentException">A length is not 50, a value is not finite, or a variance is not positive.</exception>
    public TwoStateGaussian(ReadOnlySpan<float> rest, ReadOnlySpan<float> active, ReadOnlySpan<float> variance)
    {
        _rest = Checked(rest, nameof(rest));
        _active = Checked(active, nameof(active));
        _variance = Checked(variance, nameof(variance));
        foreach (var v in _variance)
        {
            if (v <= 0)
                throw new ArgumentException("Variances must be positive.", nameof(variance));
        }
    }

    /// <summary>Mean of State R.</summary>
    public ReadOnlySpan<float> Rest => _rest;

    /// <summary>Mean of State A.</summary>
    public ReadOnlySpan<float> Active => _active;

    /// <summary>Pooled variance of each feature within a state.</summary>
    public ReadOnlySpan<float> Variance => _variance;

    private static float[] Checked(ReadOnlySpan<float> values, string name)
    {
        if (values.Length != SkeletonFeatures.Count)
            throw new ArgumentException($"{SkeletonFeatures.Count} values are needed, not {values.Length}.", name);

        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                throw new ArgumentException("All values must be finite.", name);
        }

        return values.ToArray();
    }
}
