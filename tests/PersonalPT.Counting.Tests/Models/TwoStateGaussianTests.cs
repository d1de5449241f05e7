using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Tests.Models;

public sealed class TwoStateGaussianTests
{
    private static readonly float[] _ones = Enumerable.Repeat(1f, SkeletonFeatures.Count).ToArray();

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_value_that_is_not_finite_is_refused(float value)
    {
        float[] broken = [.. _ones[1..], value];

        Assert.Throws<ArgumentException>(() => new TwoStateGaussian(broken, _ones, _ones));
        Assert.Throws<ArgumentException>(() => new TwoStateGaussian(_ones, broken, _ones));
        Assert.Throws<ArgumentException>(() => new TwoStateGaussian(_ones, _ones, broken));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_variance_that_is_not_positive_is_refused(float variance) =>
        Assert.Throws<ArgumentException>(() => new TwoStateGaussian(_ones, _ones, [.. _ones[1..], variance]));

    [Fact]
    public void Another_number_of_features_is_refused() => Assert.Throws<ArgumentException>(() => new TwoStateGaussian(_ones.AsSpan(1), _ones, _ones));
}
