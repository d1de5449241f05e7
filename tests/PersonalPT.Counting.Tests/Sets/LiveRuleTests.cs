using CsCheck;
using PersonalPT.Counting.Sets;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class LiveRuleTests
{
    [Fact]
    public void A_count_that_stands_for_twenty_rows_is_shown() => Assert.Equal(21, RowsUntilShown(sure: .5f));

    [Fact]
    public void A_sure_count_is_shown_after_four_rows() => Assert.Equal(5, RowsUntilShown(sure: .8f));

    [Fact]
    public void What_is_shown_never_goes_down_and_never_exceeds_the_highest_vote() =>
        Gen.Select(Gen.Int[0, 5], Gen.Float[0, 1]).Array[1, 200].Sample(votes =>
        {
            var rule = new LiveRule();
            var (shown, highest) = (0, 0);
            foreach (var (count, sure) in votes)
            {
                rule.Push(new Ballot(count, sure, 0));
                highest = Math.Max(highest, count);
                Assert.InRange(rule.Shown, shown, highest);
                shown = rule.Shown;
            }

            rule.Close(3);
            Assert.Equal(Math.Max(shown, 3), rule.Shown);
        });

    [Fact]
    public void Nothing_is_left_of_what_was_before_a_clear()
    {
        var rule = new LiveRule();
        for (var row = 0; row < 30; row++)
            rule.Push(new Ballot(3, 1, 0));
        rule.Clear();
        for (var row = 0; row < 4; row++)
            rule.Push(new Ballot(3, 1, 0));

        Assert.Equal(0, rule.Shown);
    }

    private static int RowsUntilShown(float sure)
    {
        var rule = new LiveRule();
        for (var row = 1; ; row++)
        {
            rule.Push(new Ballot(1, sure, 0));
            if (rule.Shown == 1)
                return row;
        }
    }
}
