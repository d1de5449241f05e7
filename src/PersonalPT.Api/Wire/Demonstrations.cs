using Google.Protobuf.Collections;
using PersonalPT.Api.Errors;
using PersonalPT.Contracts.Models;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using CaptureSpan = PersonalPT.Counting.Training.CaptureSpan;
using WireSpan = PersonalPT.Protocol.V1.CaptureSpan;

namespace PersonalPT.Api.Wire;

/// <summary>Reads demonstrations.</summary>
internal static class Demonstrations
{
    private const int MaxFrames = 36_000;
    private const ulong MaxMicros = 300_000_000;
    private const int MaxSpans = 1000;
    private const string Field = "demonstration";

    /// <summary>The frames that were sent.</summary>
    /// <param name="sent">The frames.</param>
    /// <param name="epochMicros">The moment from which they count.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the field.</exception>
    public static PackedFrames ReadFrames(DemonstrationFrames sent, out long epochMicros)
    {
        const string frames = $"{Field}.frames.frames";
        var capture = CaptureHeaders.Read(sent.Capture, $"{Field}.frames.capture");
        epochMicros = capture.CaptureEpochMicros;
        if (sent.Frames.Count is 0 or > MaxFrames)
            throw Refusals.BadRequest(frames, $"Must be 1 to {MaxFrames} frames, not {sent.Frames.Count}.");

        var (times, seen) = (new long[sent.Frames.Count], new bool[sent.Frames.Count]);
        var people = 0;
        for (var i = 0; i < times.Length; i++)
        {
            Check(sent, i, frames);
            times[i] = epochMicros + (long)sent.Frames[i].TimeUs;
            seen[i] = sent.Frames[i].LandmarksCase != RecordedFrame.LandmarksOneofCase.None;
            people += seen[i] ? 1 : 0;
        }

        var landmarks = new Landmark[people * Skeleton.LandmarkCount];
        var at = 0;
        foreach (var frame in sent.Frames)
        {
            var target = LandmarkReader.AsFloats(landmarks.AsSpan(at, frame.LandmarksCase == RecordedFrame.LandmarksOneofCase.None ? 0 : Skeleton.LandmarkCount));
            if (frame.LandmarksCase == RecordedFrame.LandmarksOneofCase.Compact)
                LandmarkReader.Read(frame.Compact, capture, target);
            else if (frame.LandmarksCase == RecordedFrame.LandmarksOneofCase.Floats)
                LandmarkReader.Read(frame.Floats, capture, target);
            at += target.Length / 4;
        }

        return new PackedFrames(times, seen, landmarks);
    }

    /// <summary>What the coach says about it.</summary>
    /// <param name="demonstration">The request's part.</param>
    /// <param name="epochMicros">The moment from which its spans count.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the field.</exception>
    public static DemonstrationLabels ReadLabels(Demonstration demonstration, long epochMicros)
    {
        switch (demonstration.LabelsCase)
        {
            case Demonstration.LabelsOneofCase.RepCount:
                return demonstration.RepCount is >= 1 and <= MaxSpans
                    ? new DemonstrationLabels.RepCount((int)demonstration.RepCount)
                    : throw Refusals.BadRequest($"{Field}.rep_count", $"Must be 1 to {MaxSpans}; leave it out to have the reps found.");
            case Demonstration.LabelsOneofCase.RepSpans:
                return new DemonstrationLabels.RepSpans(Read(demonstration.RepSpans.Reps, epochMicros, $"{Field}.rep_spans.reps"));
            case Demonstration.LabelsOneofCase.StateSpans:
                return new DemonstrationLabels.StateSpans(
                    Read(demonstration.StateSpans.Active, epochMicros, $"{Field}.state_spans.active"),
                    Read(demonstration.StateSpans.Rest, epochMicros, $"{Field}.state_spans.rest"));
            default:
                return new DemonstrationLabels.Unlabelled();
        }
    }

    /// <summary>A stretch of time.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the field.</exception>
    public static CaptureSpan ReadSpan(long startMicros, long endMicros, long epochMicros, string field)
    {
        const long latest = long.MaxValue / 4;
        return startMicros is >= 0 and < latest && endMicros < latest && startMicros < endMicros
            ? new CaptureSpan(epochMicros + startMicros, epochMicros + endMicros)
            : throw Refusals.BadRequest(field, "Must begin at 0 or later and end after its start; microseconds.");
    }

    /// <summary>Checks that a stretch is no longer than a demonstration may be.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the field.</exception>
    public static void CheckLength(CaptureSpan stretch, string field)
    {
        if (stretch.EndMicros - stretch.StartMicros > (long)MaxMicros)
            throw Refusals.BadRequest(field, "A demonstration is five minutes long at most.");
    }

    private static void Check(DemonstrationFrames sent, int i, string frames)
    {
        var frame = sent.Frames[i];
        if (frame.TimeUs > InputLimits.LatestMicros)
            throw Refusals.BadRequest($"{frames}[{i}].time_us", "Must be microseconds since capture_epoch_us, at most 366 days.");
        if (i > 0 && frame.TimeUs <= sent.Frames[i - 1].TimeUs)
            throw Refusals.BadRequest($"{frames}[{i}].time_us", "Must be later than the frame before.");
        if (frame.TimeUs - sent.Frames[0].TimeUs > MaxMicros)
            throw Refusals.BadRequest($"{frames}[{i}].time_us", "A demonstration is five minutes long at most.");

        var violation = frame.LandmarksCase switch
        {
            RecordedFrame.LandmarksOneofCase.Compact => LandmarkReader.Check(frame.Compact, "compact"),
            RecordedFrame.LandmarksOneofCase.Floats => LandmarkReader.Check(frame.Floats, "floats"),
            _ => null,
        };
        if (violation is { } wrong)
            throw Refusals.BadRequest($"{frames}[{i}].{wrong.Field}", wrong.Description);
    }

    private static CaptureSpan[] Read(RepeatedField<WireSpan> spans, long epochMicros, string field)
    {
        if (spans.Count is 0 or > MaxSpans)
            throw Refusals.BadRequest(field, $"Must be 1 to {MaxSpans} spans.");
        return [.. spans.Select((s, i) => ReadSpan(s.StartTimeUs, s.EndTimeUs, epochMicros, $"{field}[{i}]"))];
    }
}
