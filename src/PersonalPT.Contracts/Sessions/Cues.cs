namespace PersonalPT.Contracts.Sessions;

/// <summary>Somebody who may watch said something to the athlete.</summary>
/// <param name="CueId">A UUID made by the sender.</param>
/// <param name="SenderId">Who.</param>
/// <param name="Text">What, in 1 to <see cref="LongestText"/> characters; null where it is a preset.</param>
/// <param name="Preset">What, in the phone's own words; null where it is a text.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.CueSent")]
public sealed record CueSent(
    [property: Id(0)] string CueId, [property: Id(1)] string SenderId, [property: Id(2)] string? Text, [property: Id(3)] CuePreset? Preset) : SessionEventBody
{
    /// <summary>Characters that a text may have.</summary>
    public const int LongestText = 200;

    /// <summary>What a text may be, in words.</summary>
    public static readonly string TextRule = $"1 to {LongestText} characters, on one line";

    /// <summary>A text as it is sent: without space around it; null where it is none.</summary>
    public static string? TextOf(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var text = typed.Trim();
        return text.Length is > 0 and <= LongestText && !text.Any(char.IsControl) ? text : null;
    }

    /// <inheritdoc/>
    public override string IdempotencyKey => $"cue:{CueId}";
}

/// <summary>The athlete has seen a cue.</summary>
/// <param name="CueId">Which.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.CueAcknowledged")]
public sealed record CueAcknowledged([property: Id(0)] string CueId) : SessionEventBody
{
    /// <inheritdoc/>
    public override string IdempotencyKey => $"cue:{CueId}:seen";
}

/// <summary>A cue that every phone can say in its own language. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.CuePreset")]
public enum CuePreset
{
    /// <summary>Keep going.</summary>
    KeepGoing = 1,
    /// <summary>Move faster.</summary>
    Faster = 2,
    /// <summary>Move more slowly.</summary>
    Slower = 3,
    /// <summary>Use the full range of the movement.</summary>
    FullRange = 4,
    /// <summary>Keep the back straight.</summary>
    BackStraight = 5,
    /// <summary>Breathe.</summary>
    Breathe = 6,
    /// <summary>Rest for a while.</summary>
    Rest = 7,
    /// <summary>Stop now.</summary>
    Stop = 8,
    /// <summary>Well done.</summary>
    WellDone = 9,
}

/// <summary>The answer to a cue, or to the word that it was seen.</summary>
/// <param name="Outcome">Whether it is in the log.</param>
/// <param name="Event">As it stands there; null where it does not.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.CueResult")]
public sealed record CueResult([property: Id(0)] CueOutcome Outcome, [property: Id(1)] SessionEvent? Event = null);

/// <summary>Whether a cue is in the log. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.CueOutcome")]
public enum CueOutcome
{
    /// <summary>It is; perhaps it was before.</summary>
    Written = 1,
    /// <summary>There is no such session.</summary>
    NoSuchSession = 2,
    /// <summary>The session has ended.</summary>
    Ended = 3,
    /// <summary>Nobody is at the session now, or it is moving: come again.</summary>
    Resume = 4,
    /// <summary>There is another cue of this id.</summary>
    Conflict = 5,
    /// <summary>The session has as many cues as one may.</summary>
    TooMany = 6,
    /// <summary>There is no such cue.</summary>
    NoSuchCue = 7,
}
