using Domain = PersonalPT.Contracts.Storage;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Wire;

/// <summary>Writes what was done.</summary>
internal static class WireHistory
{
    public static Wire::SessionSummary Write(Domain::SessionHistory session)
    {
        var wire = new Wire::SessionSummary
        {
            SessionId = session.Session.SessionId,
            AthleteId = session.AthleteId,
            StartedTimeUs = session.StartedMicros,
            EndedTimeUs = session.EndedMicros ?? 0,
            Plan = WirePlans.Outcome(session),
        };
        wire.Sets.AddRange(session.Sets.Select(Write));
        return wire;
    }

    public static Wire::SetHistory WriteWithReps(Domain::SetHistory set)
    {
        var wire = new Wire::SetHistory { Summary = Write(set) };
        wire.Reps.AddRange(set.Reps.Select(r => WireEvents.Write(r)));
        wire.Changes.AddRange(set.Changes.Select(WireSetChanges.Write));
        return wire;
    }

    private static Wire::SetSummary Write(Domain::SetHistory set)
    {
        var wire = new Wire::SetSummary
        {
            SetNumber = (uint)set.SetNumber,
            Model = WireEvents.Write(set.Model),
            StartTimeUs = set.StartMicros,
            EndTimeUs = set.EndMicros ?? 0,
            Reps = (uint)set.Reps.Count,
            EndReason = (Wire::SetEndReason)(set.Reason ?? 0),
        };
        var details = set.Details;
        if (details.CorrectedReps is { } corrected)
            wire.Correction = new Wire::SetCorrection { Reps = (uint)corrected.Value, AuthorId = corrected.AuthorId, RecordedTimeUs = corrected.AtMicros };
        if (details.LoadGrams is { } load)
            wire.Load = new Wire::SetLoad { LoadKg = details.LoadKilograms!.Value, AuthorId = load.AuthorId, RecordedTimeUs = load.AtMicros };
        if (details.RpeHalves is { } effort)
            wire.Effort = new Wire::SetEffort { Rpe = details.Rpe!.Value, AuthorId = effort.AuthorId, RecordedTimeUs = effort.AtMicros };
        if (details.Note is { } note)
            wire.Note = new Wire::SetNote { Text = note.Value, AuthorId = note.AuthorId, RecordedTimeUs = note.AtMicros };
        return wire;
    }
}
