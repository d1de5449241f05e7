using CsCheck;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Tests.Figures;

namespace PersonalPT.Counting.Tests.Models;

public sealed class DirectionsTests
{
    // In steps: a difference too small for a float would be no difference to one and a separation to the other.
    private static readonly Gen<float> _mean = Gen.Int[-3072, 3072].Select(steps => steps / 1024f);

    private static readonly Gen<TwoStateGaussian> _gaussian = Gen.Select(
        _mean.Array[50], _mean.Array[50], Gen.Float[.0144f, 1].Array[50], (rest, active, variance) => new TwoStateGaussian(rest, active, variance));

    [Fact]
    public void Rest_is_0_and_the_active_pose_1_in_every_group() =>
        _gaussian.Sample(gaussian =>
        {
            var directions = new Directions(gaussian);

            Assert.All(Signals(directions, gaussian.Rest.ToArray())[..9], s => Assert.Equal(0, s, 1e-4f));
            Assert.All(Signals(directions, gaussian.Active.ToArray())[..9], s => Assert.Equal(1, s, 1e-4f));
            Assert.All(Signals(directions, gaussian.Active.ToArray())[9..], s => Assert.Equal(0, s));
        });

    [Fact]
    public void A_group_keeps_its_twenty_strongest_features() =>
        _gaussian.Sample(gaussian =>
        {
            var directions = new Directions(gaussian);
            for (var group = 0; group < FeatureGroups.Count; group++)
            {
                var kept = FeatureGroups.Members[group].Where(f => directions.Weight(f, group) != 0).ToArray();
                var left = FeatureGroups.Members[group].Except(kept).ToArray();

                Assert.Equal(Math.Min(Directions.Strongest, FeatureGroups.Members[group].Count(f => Separation(gaussian, f) > 0)), kept.Length);
                Assert.All(left, f => Assert.True(kept.Min(k => Separation(gaussian, k)) >= Separation(gaussian, f)));
                Assert.Equal(kept.Sum(f => Separation(gaussian, f)), directions.SquaredDistance(group), 1e-6);
                Assert.All(Enumerable.Range(0, 50).Except(FeatureGroups.Members[group]), f => Assert.Equal(0, directions.Weight(f, group)));
            }
        });

    [Fact]
    public void A_signal_is_the_sum_of_its_weighted_features() =>
        Gen.Select(_gaussian, Gen.Float[-3, 3].Array[50]).Sample((gaussian, features) =>
        {
            var directions = new Directions(gaussian);
            var signals = Signals(directions, features);
            for (var group = 0; group < FeatureGroups.Count; group++)
            {
                var expected = Enumerable.Range(0, 50).Sum(f => (double)directions.Weight(f, group) * (features[f] - gaussian.Rest[f]));
                Assert.Equal(expected, signals[group], 1e-3);
            }
        });

    [Fact]
    public void States_that_are_the_same_give_no_movement_and_no_number_that_is_not_one()
    {
        var same = new float[SkeletonFeatures.Count];
        var directions = new Directions(new TwoStateGaussian(same, same, Enumerable.Repeat(1f, 50).ToArray()));

        Assert.All(Signals(directions, Enumerable.Repeat(5f, 50).ToArray()), s => Assert.Equal(0, s));
        Assert.Equal(float.PositiveInfinity, directions.Spread(FeatureGroups.All));
    }

    [Fact]
    public void A_demonstration_is_told_apart_clearly_along_its_own_directions() =>
        Assert.InRange(Taught.Squat.Directions.SquaredDistance(FeatureGroups.All), 16, double.MaxValue);

    private static float[] Signals(Directions directions, float[] features)
    {
        var signals = new float[Directions.Lanes];
        directions.Project(features, signals);
        return signals;
    }

    private static double Separation(TwoStateGaussian g, int f) => Math.Pow((double)g.Active[f] - g.Rest[f], 2) / g.Variance[f];
}
