using PersonalPT.Counting.Models;
using PersonalPT.Counting.Sets;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class RestRuleTests
{
    [Theory]
    [InlineData(9, true)]
    [InlineData(8, true)]
    [InlineData(7, false)]
    public void Eight_of_nine_groups_must_be_still(int stillGroups, bool rests) => Assert.Equal(rests, Ask(150, stillGroups, wave: .34f));

    [Fact]
    public void A_movement_of_over_a_third_of_the_range_is_no_rest() => Assert.False(Ask(150, 9, wave: .36f));

    [Fact]
    public void What_moved_before_the_last_150_rows_is_forgotten() => Assert.True(Ask(155, 9, wave: 0, firstRow: 2f));

    [Fact]
    public void What_moved_within_the_last_150_rows_is_not() => Assert.False(Ask(150, 9, wave: 0, firstRow: 2f));

    [Theory]
    [InlineData(145, false)]
    [InlineData(150, true)]
    [InlineData(152, false)]
    public void It_is_asked_every_fifth_row_from_150_on(int rows, bool asked) => Assert.Equal(asked, RestRule.IsAskedAfter(rows));

    [Fact]
    public void The_range_of_the_set_is_measured_every_forty_rows()
    {
        var rule = new RestRule();

        Assert.Equal([150, 190, 230], Enumerable.Range(30, 20).Select(k => 5 * k).Where(rule.NeedsRanges));
        rule.Clear();
        Assert.True(rule.NeedsRanges(150));
    }

    /// <summary>Still groups move by <paramref name="wave"/>, the others by 1; the range of the set is 1 in all.</summary>
    private static bool Ask(int rows, int stillGroups, float wave, float firstRow = 0)
    {
        var rule = new RestRule();
        var signals = new float[CandidateLayout.SignalLanes];
        for (var row = 0; row < rows; row++)
        {
            for (var g = 0; g < FeatureGroups.Count; g++)
                signals[FeatureGroups.Count + g] = row == 0 ? firstRow : (row % 2) * (g < stillGroups ? wave : 1);
            rule.Push(signals, row);
        }

        rule.Ranges.Fill(1);
        return rule.IsResting();
    }
}
