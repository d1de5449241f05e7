using CsCheck;
using PersonalPT.Web.Charts;

namespace PersonalPT.Web.Tests.Charts;

public sealed class ScaleTests
{
    [Fact]
    public void Every_value_fits_on_its_scale_and_the_lines_are_few_and_round() => Gen.Double[1e-3, 1e6].Sample(highest =>
    {
        var scale = Scale.UpTo(highest);
        var lines = scale.Lines.ToArray();

        Assert.True(scale.Most >= highest && scale.Most - scale.Step < highest * (1 + 1e-9), $"{highest} on a scale up to {scale.Most}.");
        Assert.InRange(lines.Length, 3, 6);
        Assert.Equal((0, scale.Most), (lines[0], lines[^1]), (a, b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) <= 1e-9 * scale.Most);
    });

    [Theory]
    [InlineData(0, 1, 1), InlineData(double.NaN, 1, 1), InlineData(7, 8, 2), InlineData(20, 20, 5), InlineData(0.9, 1, 0.5)]
    public void Steps_are_one_two_or_five_times_a_power_of_ten(double highest, double most, double step) =>
        Assert.Equal((most, step), (Math.Round(Scale.UpTo(highest).Most, 9), Math.Round(Scale.UpTo(highest).Step, 9)));
}
