using System.Globalization;
using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Web.Pages;

/// <summary>What was typed into the forms of a set, and what a form held before that: only what was touched is changed, so that a page that lay open for
/// a while takes back nothing that others have said meanwhile.</summary>
/// <param name="SetNumber">Which set.</param>
/// <param name="ChangeId">Made with the page, so that a form that is sent twice says it once.</param>
/// <param name="Load">Kilograms; empty: none.</param>
/// <param name="Rpe">1 to 10; empty: none.</param>
/// <param name="Note">A text; empty: none.</param>
/// <param name="Reps">The corrected count; empty: none.</param>
public sealed record SetForm(int SetNumber, string ChangeId, string Load, string Rpe, string Note, string Reps)
{
    /// <summary>The word for what is wrong with it; null: nothing, as far as anybody knows.</summary>
    public string? Wrong { get; init; }

    /// <summary>Whether it is about the count, and about nothing else.</summary>
    public bool IsCorrection { get; init; }

    /// <summary>The forms of a set as it stands.</summary>
    public static SetForm Of(int setNumber, SetDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        return new SetForm(
            setNumber, Guid.NewGuid().ToString(), Text(details.LoadKilograms), Text(details.Rpe), details.Note?.Value ?? "",
            details.CorrectedReps?.Value.ToString(CultureInfo.InvariantCulture) ?? "");
    }

    /// <summary>A number as forms have it, in every language.</summary>
    public static string Text(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";

    /// <summary>What was sent.</summary>
    internal static SetForm Read(int setNumber, IFormCollection form) =>
        new(setNumber, form["change"].ToString(), form["load"].ToString().Trim(), form["rpe"].ToString().Trim(), form["note"].ToString(), form["reps"].ToString().Trim());

    /// <summary>What it says about load, effort and note.</summary>
    /// <param name="authorId">Who says it.</param>
    /// <param name="before">The same form as the page had given it.</param>
    /// <returns>The change, or the word for what is wrong; neither where nothing was touched.</returns>
    internal (SetAnnotated? Change, string? Wrong) Annotation(string authorId, SetForm before)
    {
        var removed = SetAnnotationParts.None;
        int? grams = null;
        int? halves = null;
        string? note = null;
        if (!Identifiers.IsUuid(ChangeId))
            return (null, "Session.WrongForm");
        if (Load != before.Load && !Changes(SetAnnotationParts.Load, Load, text => Number(text) is { } kilograms ? SetDetailRules.Grams(kilograms) : null, ref grams))
            return (null, "Session.WrongLoad");
        if (Rpe != before.Rpe && !Changes(SetAnnotationParts.Rpe, Rpe, text => Number(text) is { } rpe ? SetDetailRules.Halves(rpe) : null, ref halves))
            return (null, "Session.WrongRpe");
        if (Note.ReplaceLineEndings("\n") != before.Note.ReplaceLineEndings("\n"))
        {
            if (string.IsNullOrWhiteSpace(Note))
                removed |= SetAnnotationParts.Note;
            else if ((note = SetDetailRules.Note(Note)) is null)
                return (null, "Session.WrongNote");
        }

        return grams is null && halves is null && note is null && removed == SetAnnotationParts.None
            ? (null, null)
            : (new SetAnnotated(ChangeId, SetNumber, authorId, grams, halves, note, removed), null);

        bool Changes(SetAnnotationParts part, string text, Func<string, int?> read, ref int? value)
        {
            if (text.Length > 0)
                return (value = read(text)) is not null;

            removed |= part;
            return true;
        }
    }

    /// <summary>What it says about the count.</summary>
    /// <param name="authorId">Who says it.</param>
    /// <param name="isWithdrawn">Whether the count is to stand as it was made.</param>
    /// <returns>The change, or the word for what is wrong.</returns>
    internal (SetCorrected? Change, string? Wrong) Correction(string authorId, bool isWithdrawn)
    {
        if (!Identifiers.IsUuid(ChangeId))
            return (null, "Session.WrongForm");
        if (isWithdrawn)
            return (new SetCorrected(ChangeId, SetNumber, authorId, null), null);

        return int.TryParse(Reps, NumberStyles.None, CultureInfo.InvariantCulture, out var reps) && SetDetailRules.IsCount(reps)
            ? (new SetCorrected(ChangeId, SetNumber, authorId, reps), null)
            : (null, "Session.WrongReps");
    }

    // Browsers send a point whatever the page shows; a comma is what somebody types into one that does not know such fields.
    internal static double? Number(string text) =>
        double.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
