using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Contracts.Tests.Sessions;

public sealed class SetDetailRulesTests
{
    [Theory]
    [InlineData(0, 0), InlineData(62.5, 62_500), InlineData(0.4536, 454), InlineData(1000, 1_000_000)]
    public void A_load_is_kept_to_the_gram(double kilograms, int grams) => Assert.Equal(grams, SetDetailRules.Grams(kilograms));

    [Theory]
    [InlineData(-0.001), InlineData(1000.001), InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity), InlineData(1e300)]
    public void What_cannot_be_lifted_is_no_load(double kilograms) => Assert.Null(SetDetailRules.Grams(kilograms));

    [Theory]
    [InlineData(1, 2), InlineData(7.5, 15), InlineData(10, 20)]
    public void An_effort_is_kept_in_half_steps(double rpe, int halves) => Assert.Equal(halves, SetDetailRules.Halves(rpe));

    [Theory]
    [InlineData(0), InlineData(0.5), InlineData(10.5), InlineData(7.25), InlineData(7.5000001), InlineData(-8), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void What_is_not_on_the_scale_is_no_effort(double rpe) => Assert.Null(SetDetailRules.Halves(rpe));

    [Theory]
    [InlineData("  Heavy.  ", "Heavy."), InlineData("a\r\nb\rc\nd", "a\nb\nc\nd"), InlineData("a\tb", "a b"), InlineData("\U0001F4AA", "\U0001F4AA"), InlineData("\n x \n", "x")]
    public void A_note_is_kept_tidy(string text, string kept) => Assert.Equal(kept, SetDetailRules.Note(text));

    [Theory]
    [InlineData(""), InlineData(" \r\n\t "), InlineData("a\0b"), InlineData("a\u001Bb"), InlineData("a\u0085\u0007b")]
    public void What_says_nothing_or_steers_a_terminal_is_no_note(string text) => Assert.Null(SetDetailRules.Note(text));

    [Fact]
    public void A_note_has_at_most_five_hundred_characters_whatever_they_take()
    {
        string Repeated(string character, int times) => string.Concat(Enumerable.Repeat(character, times));

        Assert.NotNull(SetDetailRules.Note(Repeated("\U0001F3CB", SetAnnotated.LongestNote)));
        Assert.Null(SetDetailRules.Note(Repeated("\U0001F3CB", SetAnnotated.LongestNote + 1)));
        Assert.Null(SetDetailRules.Note(Repeated("x", SetAnnotated.LongestNote + 1)));
        Assert.NotNull(SetDetailRules.Note(Repeated("x", SetAnnotated.LongestNote) + "  "));
    }

    [Fact]
    public void What_is_kept_is_kept_again_alike()
    {
        foreach (var note in new[] { "a\r\n\tb", " x ", "\U0001F4AA\r" })
            Assert.Equal(SetDetailRules.Note(note), SetDetailRules.Note(SetDetailRules.Note(note)!));
    }

    [Theory]
    [InlineData(-1, false), InlineData(0, true), InlineData(1000, true), InlineData(1001, false), InlineData(uint.MaxValue, false)]
    public void A_set_has_as_many_reps_as_somebody_can_do(long reps, bool isCount) => Assert.Equal(isCount, SetDetailRules.IsCount(reps));
}
