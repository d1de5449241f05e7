using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Web.Coaching;

/// <summary>What was typed or pressed to tell an athlete something.</summary>
/// <param name="CueId">Made with the page, so that a form that is sent twice says it once.</param>
/// <param name="Text">What was typed.</param>
/// <param name="Preset">The name of what was pressed; empty: nothing, and the text is meant.</param>
public sealed record CueForm(string CueId, string Text, string Preset)
{
    /// <summary>What was sent.</summary>
    public static CueForm Read(IFormCollection form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return new CueForm(form["cue"].ToString(), form["text"].ToString(), form["preset"].ToString());
    }

    /// <summary>The cue.</summary>
    /// <param name="senderId">Who says it.</param>
    /// <returns>The cue, or the word for what is wrong.</returns>
    public (CueSent? Cue, string? Wrong) Cue(string senderId)
    {
        if (!Identifiers.IsUuid(CueId))
            return (null, "Cue.WrongForm");
        if (Preset.Length > 0)
        {
            return Enum.TryParse<CuePreset>(Preset, out var preset) && Enum.GetName(preset) == Preset
                ? (new CueSent(CueId, senderId, null, preset), null)
                : (null, "Cue.WrongForm");
        }

        return CueSent.TextOf(Text) is { } text ? (new CueSent(CueId, senderId, text, null), null) : (null, "Cue.WrongText");
    }
}
