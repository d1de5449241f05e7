using CsCheck;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public class ZigzagTests
{
    [Fact]
    public void A_cycle_runs_from_low_over_high_to_low_without_the_stillness_around_it()
    {
        double[] signal = [.. Enumerable.Repeat(0.0, 30), .. Hump(20), .. Enumerable.Repeat(0.0, 30)];
        var cycle = Assert.Single(Zigzag.Cycles(signal, .5));
        Assert.Equal(40, cycle.Peak);
        Assert.InRange(cycle.Start, 30, 35);
        Assert.InRange(cycle.End, 45, 50);
    }

    [Fact]
    public void Every_hump_that_is_at_least_a_step_high_is_a_cycle() => Gen.Select(Gen.Int[1, 20], Gen.Int[10, 40]).Sample(
        (humps, length) => Zigzag.Cycles([0, .. Enumerable.Range(0, humps).SelectMany(_ => Hump(length)), 0], .9).Count == humps);

    [Fact]
    public void A_hump_smaller_than_the_step_is_no_cycle() => Assert.Empty(Zigzag.Cycles([.. Hump(20), .. Hump(20)], 1.1));

    [Fact]
    public void Cycles_are_whole_and_in_time_order_and_do_not_overlap() => Gen.Double[-1, 1].Array[0, 200].Sample(
        signal =>
        {
            var cycles = Zigzag.Cycles(signal, .3);
            return cycles.All(c => c.Start >= 0 && c.Start <= c.Peak && c.Peak <= c.End && c.End < signal.Length && c.End - c.Start >= 6)
                && cycles.Zip(cycles.Skip(1), (a, b) => a.End <= b.Start).All(holds => holds);
        });

    private static IEnumerable<double> Hump(int length) => Enumerable.Range(0, length).Select(i => (1 - Math.Cos(2 * Math.PI * i / length)) / 2);
}
