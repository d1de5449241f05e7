using CsCheck;
using PersonalPT.Cli.Output;

namespace PersonalPT.Cli.Tests.Output;

public sealed class MeterTests
{
    [Fact]
    public void Half_way_is_half_full() => Assert.Equal("##..", Meter.Bar(.5f, 4, unicode: false));

    [Fact]
    public void It_is_always_as_wide_as_asked_for() =>
        Gen.Select(Gen.Float, Gen.Int[0, 40], Gen.Bool).Sample((value, width, unicode) => Meter.Bar(value, width, unicode).Length == width);

    [Theory]
    [InlineData(-3f, "....")]
    [InlineData(7f, "####")]
    [InlineData(float.NaN, "....")]
    public void What_lies_beyond_is_cut(float value, string bar) => Assert.Equal(bar, Meter.Bar(value, 4, unicode: false));
}
