using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Signals;

/// <summary>A recording as rows of features at 30 Hz, and where its rows lie in capture time.</summary>
internal sealed class FeatureRows
{
    private readonly List<float> _values = [];
    private readonly CaptureTimeline _timeline;

    private FeatureRows(CaptureTimeline timeline) => _timeline = timeline;

    public int Count => _values.Count / SkeletonFeatures.Count;

    /// <summary>The features of a row.</summary>
    public ReadOnlySpan<float> this[int row] =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values).Slice(row * SkeletonFeatures.Count, SkeletonFeatures.Count);

    /// <summary>Capture time of a row, microseconds since the Unix epoch.</summary>
    public long MicrosOf(int row) => _timeline.MicrosOf(row);

    /// <summary>The last row captured at or before a moment, give or take half a grid interval; -1 where there is none.</summary>
    public int RowAt(long captureMicros)
    {
        var limit = captureMicros + CaptureTimeline.ToMicros(1) / 2;
        int low = -1, high = Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (MicrosOf(middle) <= limit)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    /// <summary>Reads a whole recording. Frames without a person, and those that go back in time or lie outside of years 1970 to 9999, are left out.</summary>
    /// <param name="frames">The recording, in the order of capture.</param>
    /// <param name="smoothed">Whether each row is also smoothed, as a demonstration is before it is labelled.</param>
    public static FeatureRows Of(IEnumerable<CapturedFrame> frames, bool smoothed)
    {
        var stream = new FeatureStream();
        var smoothing = new ExponentialSmoothing();
        var rows = new FeatureRows(stream.Timeline);
        Span<float> features = stackalloc float[SkeletonFeatures.Count];
        var last = -1L;
        foreach (var frame in frames)
        {
            if (frame.CaptureMicros <= last || frame.CaptureMicros > CaptureTimeline.LatestMicros)
                continue;

            last = frame.CaptureMicros;
            if (!SkeletonFeatures.IsPerson(frame.Landmarks.Span))
                continue;

            stream.Add(frame.CaptureMicros, frame.Landmarks.Span);
            while (stream.TryTake(features))
            {
                if (smoothed)
                    smoothing.Apply(features);
                rows._values.AddRange(features);
            }
        }

        return rows;
    }
}
