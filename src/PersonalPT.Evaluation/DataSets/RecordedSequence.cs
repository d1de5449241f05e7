using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Evaluation.DataSets;

/// <summary>One recording of a data set, and what is known about it.</summary>
public sealed record RecordedSequence
{
    /// <summary>Capture time of every recording's first frame: the first of January 2020, microseconds since the Unix epoch.</summary>
    public const long EpochMicros = 1_577_836_800_000_000;

    /// <summary>The recording's name within its data set.</summary>
    public required string Name { get; init; }

    /// <summary>The exercise that is shown.</summary>
    public required string Exercise { get; init; }

    /// <summary>True number of reps.</summary>
    public required int Count { get; init; }

    /// <summary>Frames a second.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>The frames, with capture times from <see cref="EpochMicros"/> on, or those of the data set where it has them. One that shows nobody has no landmarks.</summary>
    public required IReadOnlyList<CapturedFrame> Frames { get; init; }

    /// <summary>The annotated reps, each from rest to rest; empty where not annotated. They may reach beyond the frames.</summary>
    public required IReadOnlyList<FrameSpan> Cycles { get; init; }

    /// <summary>Capture time of a frame, microseconds since the Unix epoch.</summary>
    /// <param name="frame">Index of the frame; need not be among the frames.</param>
    public long MicrosOf(int frame) => MicrosOf(frame, FramesPerSecond);

    /// <summary>A stretch of frames as capture time, cut to the recording. One without frames has its first moment only.</summary>
    /// <param name="span">Frames.</param>
    public CaptureSpan ToCaptureSpan(FrameSpan span)
    {
        var last = Math.Max(0, Frames.Count - 1);
        return new(TimeOf(Math.Clamp(span.First, 0, last)), TimeOf(Math.Clamp(span.Last, 0, last)));

        long TimeOf(int frame) => Frames.Count > 0 ? Frames[frame].CaptureMicros : MicrosOf(frame);
    }

    internal static long MicrosOf(int frame, double framesPerSecond) => EpochMicros + (long)Math.Round(frame * 1e6 / framesPerSecond);
}
