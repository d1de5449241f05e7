using CsCheck;
using PersonalPT.Cli.Demo;

namespace PersonalPT.Cli.Tests.Demo;

public sealed class PercentileTests
{
    [Fact]
    public void Nearest_rank_of_known_values()
    {
        double[] values = [15, 20, 35, 40, 50];
        Assert.Equal(35, Percentile.Of(values, .5));
        Assert.Equal(15, Percentile.Of(values, .05));
        Assert.Equal(50, Percentile.Of(values, .99));
        Assert.Equal(50, Percentile.Of(values, 1));
    }

    [Fact]
    public void Of_nothing_it_is_0() => Assert.Equal(0, Percentile.Of([], .5));

    [Fact]
    public void At_least_the_share_lies_at_or_below_it_and_it_is_one_of_the_values() =>
        Gen.Select(Gen.Double[-1e6, 1e6].Array[1, 50], Gen.Double[0, 1]).Sample((values, share) =>
        {
            var found = Percentile.Of(values, share);
            return values.Contains(found) && values.Count(v => v <= found) >= share * values.Length - 1e-9;
        });
}
