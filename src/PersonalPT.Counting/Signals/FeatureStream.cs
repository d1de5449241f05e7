using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Signals;

/// <summary>Frames at any rate to rows of features at 30 Hz, freed of single wild values: what counting and training both work on.</summary>
/// <remarks>One <see cref="Add"/> gives up to nine rows, which are taken with <see cref="TryTake"/> until it returns false.</remarks>
internal sealed class FeatureStream
{
    private readonly Resampler _resampler = new();
    private readonly MedianOfThree _median = new();
    private readonly Landmark[] _row = new Landmark[Skeleton.LandmarkCount];

    /// <summary>Rows taken so far.</summary>
    public int Rows => _resampler.Rows;

    public CaptureTimeline Timeline => _resampler.Timeline;

    public void Clear()
    {
        _resampler.Clear();
        _median.Clear();
    }

    /// <summary>The next person (see <see cref="SkeletonFeatures.IsPerson"/>); frames without one are simply not added.</summary>
    public void Add(long captureMicros, ReadOnlySpan<Landmark> person) => _resampler.Add(captureMicros, person);

    /// <summary>Takes the features of the next row.</summary>
    public bool TryTake(Span<float> features)
    {
        if (!_resampler.TryTake(_row))
            return false;

        SkeletonFeatures.Compute(_row, features);
        _median.Apply(features);
        return true;
    }
}
