using PersonalPT.Contracts.Sessions;
using Domain = PersonalPT.Contracts.Sessions;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Wire;

/// <summary>Writes the log, statuses and acknowledgements as they are sent. Numbers of enumerations are the same on both sides; a test holds that.</summary>
internal static class WireEvents
{
    public static Wire::SessionEvent Write(Domain::SessionEvent entry)
    {
        var wire = new Wire::SessionEvent
        {
            EventSeq = (ulong)entry.EventSeq,
            SessionId = entry.Session.SessionId,
            AthleteId = entry.AthleteId,
            RecordedTimeUs = entry.RecordedMicros,
        };
        switch (entry.Body)
        {
            case Domain::SessionStarted:
                wire.SessionStarted = new Wire::SessionStarted();
                break;
            case Domain::ExerciseUnknown unknown:
                wire.ExerciseUnknown = new Wire::ExerciseUnknown { ExerciseId = unknown.ExerciseId };
                break;
            case Domain::ExerciseSelected selected:
                wire.ExerciseSelected = new Wire::ExerciseSelected { ExerciseId = selected.Model.ExerciseId, Model = Write(selected.Model) };
                break;
            case Domain::SetStarted started:
                wire.SetStarted = new Wire::SetStarted
                {
                    SetNumber = (uint)started.SetNumber,
                    StartTimeUs = started.StartMicros,
                    Model = Write(started.Model),
                };
                break;
            case Domain::RepCompleted completed:
                wire.RepCompleted = new Wire::RepCompleted
                {
                    SetNumber = (uint)completed.SetNumber,
                    Ordinal = (uint)completed.Ordinal,
                    Rep = Write(completed.Rep),
                    FoundLate = completed.FoundLate,
                };
                break;
            case Domain::SetEnded ended:
                wire.SetEnded = new Wire::SetEnded
                {
                    SetNumber = (uint)ended.SetNumber,
                    Reason = (Wire::SetEndReason)ended.Reason,
                    FinalVote = (uint)ended.FinalVote,
                };
                wire.SetEnded.Reps.AddRange(ended.Reps.Select(r => Write(r)));
                break;
            case Domain::InputGap gap:
                wire.InputGap = new Wire::InputGap { FirstMissingInputSeq = (ulong)gap.FirstMissingInputSeq, NextInputSeq = (ulong)gap.NextInputSeq };
                break;
            case Domain::SessionPaused:
                wire.SessionPaused = new Wire::SessionPaused();
                break;
            case Domain::SessionUnpaused:
                wire.SessionUnpaused = new Wire::SessionUnpaused();
                break;
            case Domain::SessionEnded ended:
                wire.SessionEnded = new Wire::SessionEnded { Reason = (Wire::SessionEndReason)ended.Reason };
                break;
            case Domain::CueSent cue:
                wire.CueSent = new Wire::CueSent { CueId = cue.CueId, SenderId = cue.SenderId };
                if (cue.Preset is { } preset)
                    wire.CueSent.Preset = (Wire::CuePreset)preset;
                else
                    wire.CueSent.Text = cue.Text ?? "";
                break;
            case Domain::CueAcknowledged seen:
                wire.CueAcknowledged = new Wire::CueAcknowledged { CueId = seen.CueId };
                break;
            case Domain::SetAnnotated noted:
                wire.SetAnnotated = WireSetChanges.Write(noted);
                break;
            case Domain::SetCorrected corrected:
                wire.SetCorrected = WireSetChanges.Write(corrected);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(entry), entry.Body.GetType().Name, "The contract has no such event.");
        }

        return wire;
    }

    public static Wire::ModelReference Write(Contracts.Models.ModelReference model) =>
        new() { AthleteId = model.AthleteId, ExerciseId = model.ExerciseId, Version = (uint)model.Version };

    /// <summary>A rep; its times less an offset, where they go back to a caller who counts from another moment.</summary>
    public static Wire::Rep Write(Counting.Rep rep, long offsetMicros = 0)
    {
        var wire = new Wire::Rep
        {
            StartTimeUs = rep.StartMicros - offsetMicros,
            PeakTimeUs = rep.PeakMicros - offsetMicros,
            EndTimeUs = rep.EndMicros - offsetMicros,
        };
        if (rep.Range is { } range)
            wire.Range = range;
        return wire;
    }

    public static Wire::SessionStatus Write(Domain::SessionStatus status) => new()
    {
        State = (Wire::MovementState)status.Counting.State,
        Progress = status.Counting.Progress,
        PersonSeen = status.Counting.PersonSeen,
        SetNumber = (uint)status.Counting.SetNumber,
        RepsInSet = (uint)status.Counting.RepsInSet,
        InSet = status.Counting.InSet,
        Phase = (Wire::SessionPhase)status.Phase,
    };

    public static Wire::Acknowledgement Write(InputAcknowledgement acknowledgement) => new()
    {
        NextInputSeq = (ulong)acknowledgement.NextInputSeq,
        DurableInputSeq = (ulong)acknowledgement.DurableInputSeq,
        LastEventSeq = (ulong)acknowledgement.LastEventSeq,
    };

    public static Wire::Session Write(SessionSnapshot snapshot) => new()
    {
        SessionId = snapshot.Session.SessionId,
        AthleteId = snapshot.AthleteId,
        Phase = (Wire::SessionPhase)snapshot.Phase,
        ExerciseId = snapshot.Model.ExerciseId,
        Model = Write(snapshot.Model),
        Capture = CaptureHeaders.Write(snapshot.Capture),
        StartedTimeUs = snapshot.StartedMicros,
        EndedTimeUs = snapshot.EndedMicros,
        Acknowledgement = Write(snapshot.Acknowledgement),
        Recorded = snapshot.IsRecorded,
        Plan = WirePlans.Write(snapshot.Plan),
    };
}
