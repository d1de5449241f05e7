using PersonalPT.Api.Limits;

namespace PersonalPT.Api.Tests.Limits;

public sealed class TideTests
{
    private readonly Tide _tide = new(TimeSpan.FromMilliseconds(200));

    [Fact]
    public void It_is_high_where_more_than_half_are_above_the_limit()
    {
        Measure(.3, .3, .01, .01);
        Assert.Equal((4, false, true), _tide.Turn());
        Measure(.3, .3, .3, .01, .01);
        Assert.Equal((5, true, false), _tide.Turn());
    }

    [Fact]
    public void Between_half_of_the_limit_and_the_limit_it_is_neither_high_nor_low()
    {
        Measure(.15, .15, .15);
        Assert.Equal((3, false, false), _tide.Turn());
    }

    [Fact]
    public void Each_second_begins_anew_and_one_in_which_nothing_was_measured_is_low()
    {
        Measure(1, 1);
        _tide.Turn();
        Assert.Equal((0, false, true), _tide.Turn());
    }

    private void Measure(params double[] seconds)
    {
        foreach (var s in seconds)
            _tide.Measure(s);
    }
}
