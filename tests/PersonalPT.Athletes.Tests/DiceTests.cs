using CsCheck;

namespace PersonalPT.Athletes.Tests;

public sealed class DiceTests
{
    [Fact]
    public void The_numbers_are_those_of_SplitMix64()
    {
        var dice = new Dice(1234567);

        // The generator's published test vector.
        Assert.Equal([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], [dice.Next(), dice.Next(), dice.Next()]);
    }

    [Fact]
    public void Streams_for_different_purposes_differ() => Gen.ULong.Sample(seed =>
        Enum.GetValues<Purpose>().Select(purpose => Dice.For(seed, purpose).Next()).Distinct().Count() == Enum.GetValues<Purpose>().Length);

    [Fact]
    public void Draws_stay_within_their_bounds() => Gen.Select(Gen.ULong, Gen.Int[1, 50]).Sample((seed, count) =>
    {
        var dice = new Dice(seed);
        for (var i = 0; i < 100; i++)
        {
            if (dice.Uniform() is < 0 or >= 1 || dice.Below(count) < 0 || dice.Below(count) >= count || Math.Abs(dice.Normal()) > 3.5)
                return false;
        }

        return true;
    });

    [Fact]
    public void Normal_draws_have_mean_0_and_deviation_1()
    {
        var dice = new Dice(5);
        var draws = Enumerable.Range(0, 100_000).Select(_ => (double)dice.Normal()).ToArray();

        Assert.Equal(0, draws.Average(), .02);
        Assert.Equal(1, draws.Average(x => x * x), .02);
    }

    [Fact]
    public void A_chance_comes_true_as_often_as_it_says()
    {
        var dice = new Dice(6);
        Assert.Equal(.3, Enumerable.Range(0, 100_000).Count(_ => dice.Chance(.3)) / 100_000.0, .01);
    }
}
