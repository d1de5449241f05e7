using PersonalPT.Contracts.Sessions;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Tests.Pages;

public sealed class SetFormTests
{
    private const string Id = "5f8f0f5e-7f0e-4b55-9f0a-000000000001";

    private static readonly SetForm s_before = new(1, Id, "60", "8", "Heavy.\nAgain.", "");

    [Fact]
    public void What_was_not_touched_is_not_changed()
    {
        Assert.Equal((null, null), s_before.Annotation("anna", s_before));
        // A browser ends lines as it likes.
        Assert.Equal((null, null), (s_before with { Note = "Heavy.\r\nAgain." }).Annotation("anna", s_before));
        Assert.Equal(
            (new SetAnnotated(Id, 1, "anna", 62_500, null, null, SetAnnotationParts.None), null), (s_before with { Load = "62.5" }).Annotation("anna", s_before));
    }

    [Fact]
    public void What_was_emptied_is_taken_away() => Assert.Equal(
        (new SetAnnotated(Id, 1, "anna", null, 17, null, SetAnnotationParts.Load | SetAnnotationParts.Note), null),
        (s_before with { Load = "", Rpe = "8,5", Note = " \r\n" }).Annotation("anna", s_before));

    [Theory]
    [InlineData("-1", "8", "x", "Session.WrongLoad"), InlineData("NaN", "8", "x", "Session.WrongLoad"), InlineData("1e3", "8", "x", "Session.WrongLoad")]
    [InlineData("1001", "8", "x", "Session.WrongLoad"), InlineData("Infinity", "8", "x", "Session.WrongLoad")]
    [InlineData("60", "11", "x", "Session.WrongRpe"), InlineData("60", "7.3", "x", "Session.WrongRpe"), InlineData("60", "hard", "x", "Session.WrongRpe")]
    [InlineData("60", "8", "a\0b", "Session.WrongNote")]
    public void What_cannot_be_is_named(string load, string rpe, string note, string word) =>
        Assert.Equal((null, word), (s_before with { Load = load, Rpe = rpe, Note = note }).Annotation("anna", s_before));

    [Fact]
    public void A_note_that_is_too_long_is_named() =>
        Assert.Equal((null, "Session.WrongNote"), (s_before with { Note = new string('x', SetAnnotated.LongestNote + 1) }).Annotation("anna", s_before));

    [Theory]
    [InlineData(""), InlineData("-1"), InlineData("1001"), InlineData("3.5"), InlineData("9999999999"), InlineData("many")]
    public void What_is_no_count_is_named(string reps) => Assert.Equal((null, "Session.WrongReps"), (s_before with { Reps = reps }).Correction("anna", isWithdrawn: false));

    [Fact]
    public void A_count_is_corrected_and_withdrawn()
    {
        Assert.Equal((new SetCorrected(Id, 1, "anna", 0), null), (s_before with { Reps = "0" }).Correction("anna", isWithdrawn: false));
        Assert.Equal((new SetCorrected(Id, 1, "anna", null), null), (s_before with { Reps = "7" }).Correction("anna", isWithdrawn: true));
    }

    [Fact]
    public void A_form_that_no_page_gave_changes_nothing()
    {
        Assert.Equal((null, "Session.WrongForm"), (s_before with { ChangeId = "x", Load = "1" }).Annotation("anna", s_before));
        Assert.Equal((null, "Session.WrongForm"), (s_before with { ChangeId = "", Reps = "1" }).Correction("anna", isWithdrawn: false));
    }

    [Fact]
    public void The_form_of_a_set_says_what_stands()
    {
        var form = SetForm.Of(3, new SetDetails(new(4, "anna", 1), new(62_500, "anna", 1), new(17, "anna", 1), new("Heavy.", "anna", 1)));

        Assert.Equal((3, "62.5", "8.5", "Heavy.", "4"), (form.SetNumber, form.Load, form.Rpe, form.Note, form.Reps));
        Assert.Equal((null, null), form.Annotation("anna", form));
    }
}
