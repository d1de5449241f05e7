using PersonalPT.Contracts.Recordings;
using PersonalPT.Contracts.Storage;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Wire;

/// <summary>Recordings as they are sent.</summary>
internal static class WireRecordings
{
    /// <summary>A recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="retention">How long recordings are kept.</param>
    public static Wire::SessionRecording Write(StoredRecording recording, TimeSpan retention)
    {
        var plan = RecordingPlan.Of(recording.Chunks.Select(chunk => chunk.Span));
        var inputs = plan.Sum(stretch => stretch.LastInputSeq - stretch.FirstInputSeq + 1);
        return new Wire::SessionRecording
        {
            SessionId = recording.Session.SessionId,
            AthleteId = recording.AthleteId,
            StartedTimeUs = recording.StartedMicros,
            EndedTimeUs = recording.EndedMicros ?? 0,
            FirstTimeUs = recording.Chunks.Min(chunk => chunk.Span.FirstMicros),
            LastTimeUs = recording.Chunks.Max(chunk => chunk.Span.LastMicros),
            Inputs = (ulong)inputs,
            MissingInputs = (ulong)(plan[^1].LastInputSeq - plan[0].FirstInputSeq + 1 - inputs),
            SizeBytes = (ulong)recording.Chunks.Sum(chunk => (long)chunk.Size),
            ExpiresTimeUs = recording.Chunks.Max(chunk => chunk.WrittenMicros) + (long)retention.TotalMicroseconds,
        };
    }

    /// <summary>What was found by counting again.</summary>
    public static Wire::RescoreResponse Write(Rescoring rescoring)
    {
        var response = new Wire::RescoreResponse { FirstTimeUs = rescoring.FirstMicros, LastTimeUs = rescoring.LastMicros };
        response.Counted.AddRange(rescoring.Counted.Select(Write));
        foreach (var version in rescoring.Versions)
        {
            var sent = new Wire::RescoredVersion { Model = WireEvents.Write(version.Model) };
            sent.Sets.AddRange(version.Sets.Select(Write));
            response.Versions.Add(sent);
        }

        response.Gaps.AddRange(rescoring.Gaps.Select(gap => new Wire::RecordingGap
        {
            FirstMissingInputSeq = (ulong)gap.FirstMissingInputSeq,
            NextInputSeq = (ulong)gap.NextInputSeq,
            StartTimeUs = gap.StartMicros ?? 0,
            EndTimeUs = gap.EndMicros ?? 0,
        }));
        return response;
    }

    private static Wire::RescoredSet Write(CountedSet set)
    {
        var sent = new Wire::RescoredSet
        {
            SetNumber = (uint)set.SetNumber,
            Model = WireEvents.Write(set.Model),
            EndReason = (Wire::SetEndReason)(set.Reason ?? 0),
        };
        sent.Reps.AddRange(set.Reps.Select(rep => WireEvents.Write(rep)));
        return sent;
    }
}
