using CsCheck;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Contracts.Tests.Sessions;

public sealed class SetDetailsTests
{
    [Fact]
    public void A_set_about_which_nothing_was_said_has_no_details() => Assert.Equal(SetDetails.None, SetDetails.Of([]));

    [Fact]
    public void Two_people_who_note_different_things_do_not_undo_each_other()
    {
        var details = Of(Noted("anna", load: 60_000), Noted("carl", note: "Lower!"), Noted("anna", rpe: 17));

        Assert.Equal(new SetDetails(null, new(60_000, "anna", 1), new(17, "anna", 3), new("Lower!", "carl", 2)), details);
        Assert.Equal((60, 8.5), (details.LoadKilograms!.Value, details.Rpe!.Value));
    }

    [Fact]
    public void Of_the_same_thing_the_last_word_stands()
    {
        var details = Of(Noted("anna", load: 60_000), Noted("carl", load: 62_500), new SetCorrected("", 1, "anna", 9), new SetCorrected("", 1, "carl", 8));

        Assert.Equal(new SetDetails(new(8, "carl", 4), new(62_500, "carl", 2), null, null), details);
    }

    [Fact]
    public void What_is_taken_away_is_gone_and_nothing_besides() => Assert.Equal(
        new SetDetails(null, null, new(17, "anna", 1), null),
        Of(Noted("anna", 60_000, 17, "Heavy."), Noted("carl", removed: SetAnnotationParts.Load | SetAnnotationParts.Note)));

    [Fact]
    public void A_withdrawn_correction_leaves_the_count_and_can_be_made_anew()
    {
        Assert.Null(Of(new SetCorrected("", 1, "anna", 9), new SetCorrected("", 1, "carl", null)).CorrectedReps);
        Assert.Equal(new Said<int>(7, "anna", 2), Of(new SetCorrected("", 1, "carl", null), new SetCorrected("", 1, "anna", 7)).CorrectedReps);
    }

    [Fact]
    public void Each_thing_is_as_its_own_last_change_left_it() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5]).Array[0, 30].Sample(moves =>
    {
        int? load = null, rpe = null, reps = null;
        string? note = null;
        var changes = new List<SetChange>();
        foreach (var (what, value) in moves)
        {
            // 0 takes away.
            var isSet = value > 0;
            switch (what)
            {
                case 0:
                    load = isSet ? value : null;
                    changes.Add(isSet ? Noted("anna", load: value) : Noted("anna", removed: SetAnnotationParts.Load));
                    break;
                case 1:
                    rpe = isSet ? value : null;
                    changes.Add(isSet ? Noted("anna", rpe: value) : Noted("anna", removed: SetAnnotationParts.Rpe));
                    break;
                case 2:
                    note = isSet ? $"{value}" : null;
                    changes.Add(isSet ? Noted("anna", note: note) : Noted("anna", removed: SetAnnotationParts.Note));
                    break;
                default:
                    reps = isSet ? value : null;
                    changes.Add(new SetCorrected("", 1, "anna", reps));
                    break;
            }
        }

        var details = Of([.. changes]);
        Assert.Equal((load, rpe, note, reps), (details.LoadGrams?.Value, details.RpeHalves?.Value, details.Note?.Value, details.CorrectedReps?.Value));
    });

    private static SetDetails Of(params SetChange[] changes) => SetDetails.Of([.. changes.Select((change, i) => new RecordedSetChange(change, i + 1, 0))]);

    private static SetAnnotated Noted(
        string author, int? load = null, int? rpe = null, string? note = null, SetAnnotationParts removed = SetAnnotationParts.None) =>
        new("", 1, author, load, rpe, note, removed);
}
