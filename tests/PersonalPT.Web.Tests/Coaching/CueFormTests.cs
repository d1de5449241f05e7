using PersonalPT.Contracts.Sessions;
using PersonalPT.Web.Coaching;

namespace PersonalPT.Web.Tests.Coaching;

public sealed class CueFormTests
{
    private const string Id = "5f0d7c1e-0000-4000-8000-000000000000";

    [Fact]
    public void A_text_is_sent_without_the_space_around_it() =>
        Assert.Equal((new CueSent(Id, "carl", "Chin up", null), null), new CueForm(Id, "  Chin up ", "").Cue("carl"));

    [Fact]
    public void What_was_pressed_counts_and_not_what_stands_in_the_field() =>
        Assert.Equal((new CueSent(Id, "carl", null, CuePreset.Breathe), null), new CueForm(Id, "half a sen", "Breathe").Cue("carl"));

    [Theory]
    [InlineData("not a uuid", "hello", "", "Cue.WrongForm")]
    [InlineData(Id, "", "", "Cue.WrongText")]
    [InlineData(Id, "two\nlines", "", "Cue.WrongText")]
    [InlineData(Id, "", "6", "Cue.WrongForm")]
    [InlineData(Id, "", "99", "Cue.WrongForm")]
    [InlineData(Id, "", "Jump", "Cue.WrongForm")]
    public void What_is_no_cue_is_refused_with_a_word(string id, string text, string preset, string word) =>
        Assert.Equal((null, word), new CueForm(id, text, preset).Cue("carl"));

    [Fact]
    public void A_text_may_have_200_characters_and_not_one_more()
    {
        Assert.NotNull(new CueForm(Id, new string('x', CueSent.LongestText), "").Cue("carl").Cue);
        Assert.Equal("Cue.WrongText", new CueForm(Id, new string('x', CueSent.LongestText + 1), "").Cue("carl").Wrong);
    }
}
