using System.Globalization;
using Google.Protobuf;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Output;

/// <summary>Events of a session's log, for people and for machines.</summary>
internal static class EventText
{
    // Names as in the contract's files, and 64-bit numbers as text: the usual JSON of protocol buffers.
    private static readonly JsonFormatter s_json = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    /// <summary>A line that says what happened.</summary>
    public static string Line(SessionEvent sessionEvent) => $"{Clock(sessionEvent)}  {What(sessionEvent)}";

    /// <summary>For machines: {"event": ...}.</summary>
    public static string Json(SessionEvent sessionEvent) => $"{{\"event\":{s_json.Format(sessionEvent)}}}";

    /// <summary>For machines: {"status": ...}.</summary>
    public static string Json(SessionStatus status) => $"{{\"status\":{s_json.Format(status)}}}";

    /// <summary>Why a set ended, as one word or two.</summary>
    public static string Reason(SetEndReason reason) => reason switch
    {
        SetEndReason.Rest => "rest",
        SetEndReason.Client => "ended by the client",
        SetEndReason.ExerciseChanged => "exercise changed",
        SetEndReason.NobodySeen => "nobody seen",
        SetEndReason.Continued => "continued",
        SetEndReason.SessionEnded => "session ended",
        SetEndReason.Gap => "inputs lost",
        SetEndReason.ClockChanged => "clock changed",
        _ => "unknown",
    };

    // Captures have a clock of their own, the phone's, which need not agree with the server's: only one of them orders the lines.
    private static string Clock(SessionEvent sessionEvent) => Times.Clock(sessionEvent.RecordedTimeUs);

    private static string What(SessionEvent sessionEvent) => sessionEvent.EventCase switch
    {
        SessionEvent.EventOneofCase.SessionStarted => "session started",
        SessionEvent.EventOneofCase.ExerciseUnknown => $"no exercise {sessionEvent.ExerciseUnknown.ExerciseId} in this gym; the one before goes on",
        SessionEvent.EventOneofCase.ExerciseSelected =>
            $"exercise {sessionEvent.ExerciseSelected.ExerciseId}, counted by {Model(sessionEvent.ExerciseSelected.Model)}",
        SessionEvent.EventOneofCase.SetStarted => $"set {sessionEvent.SetStarted.SetNumber} started",
        SessionEvent.EventOneofCase.RepCompleted => Rep(sessionEvent.RepCompleted),
        SessionEvent.EventOneofCase.SetEnded =>
            $"set {sessionEvent.SetEnded.SetNumber} ended with {sessionEvent.SetEnded.Reps.Count} reps ({Reason(sessionEvent.SetEnded.Reason)})",
        SessionEvent.EventOneofCase.InputGap =>
            $"inputs {sessionEvent.InputGap.FirstMissingInputSeq} to {sessionEvent.InputGap.NextInputSeq - 1} were lost",
        SessionEvent.EventOneofCase.SessionPaused => "paused",
        SessionEvent.EventOneofCase.SessionUnpaused => "goes on",
        SessionEvent.EventOneofCase.SessionEnded =>
            sessionEvent.SessionEnded.Reason switch
            {
                SessionEndReason.Abandoned => "session ended: nothing was heard for a day",
                SessionEndReason.Erased => "session ended: it is erased with everything of its athlete",
                _ => "session ended",
            },
        SessionEvent.EventOneofCase.CueSent => $"{sessionEvent.CueSent.SenderId} says: {Cue(sessionEvent.CueSent)}",
        SessionEvent.EventOneofCase.CueAcknowledged => "a cue was seen",
        SessionEvent.EventOneofCase.SetAnnotated => $"set {sessionEvent.SetAnnotated.SetNumber}: {Noted(sessionEvent.SetAnnotated)} ({sessionEvent.SetAnnotated.AuthorId})",
        SessionEvent.EventOneofCase.SetCorrected => sessionEvent.SetCorrected.CorrectionCase == SetCorrected.CorrectionOneofCase.Reps
            ? $"set {sessionEvent.SetCorrected.SetNumber} corrected to {sessionEvent.SetCorrected.Reps} reps by {sessionEvent.SetCorrected.AuthorId}"
            : $"set {sessionEvent.SetCorrected.SetNumber} as it was counted, says {sessionEvent.SetCorrected.AuthorId}",
        _ => "something that this version does not know",
    };

    private static string Noted(SetAnnotated noted)
    {
        var words = new List<string>();
        if (noted.HasLoadKg)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{noted.LoadKg:0.###} kg"));
        if (noted.HasRpe)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"RPE {noted.Rpe:0.#}"));
        if (noted.HasNote)
            words.Add($"\"{noted.Note.ReplaceLineEndings(" ")}\"");
        words.AddRange(noted.Removed.Select(part => part switch
        {
            SetAnnotationPart.Load => "no load",
            SetAnnotationPart.Rpe => "no RPE",
            SetAnnotationPart.Note => "no note",
            _ => "something taken away that this version does not know",
        }));
        return string.Join(", ", words);
    }

    private static string Cue(CueSent cue) => cue.Preset switch
    {
        CuePreset.Unspecified => cue.Text,
        CuePreset.KeepGoing => "keep going",
        CuePreset.Faster => "faster",
        CuePreset.Slower => "slower",
        CuePreset.FullRange => "full range",
        CuePreset.BackStraight => "back straight",
        CuePreset.Breathe => "breathe",
        CuePreset.Rest => "rest",
        CuePreset.Stop => "stop",
        CuePreset.WellDone => "well done",
        _ => "something that this version does not know",
    };

    private static string Rep(RepCompleted rep) => string.Create(
        CultureInfo.InvariantCulture,
        $"rep {rep.Ordinal} of set {rep.SetNumber}, {Times.Seconds(rep.Rep.EndTimeUs - rep.Rep.StartTimeUs)}{(rep.FoundLate ? ", found late" : "")}");

    private static string Model(ModelReference? model) => model is null
        ? "no model"
        : $"version {model.Version} of {(model.AthleteId.Length > 0 ? model.AthleteId : "the gym")}";
}
