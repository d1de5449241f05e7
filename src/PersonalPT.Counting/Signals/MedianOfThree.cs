using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Signals;

/// <summary>Takes single wild values out of the features: each becomes the median of the last three rows (the mean of two at the second row).</summary>
internal sealed class MedianOfThree
{
    private readonly float[] _last = new float[SkeletonFeatures.Count];
    private readonly float[] _secondLast = new float[SkeletonFeatures.Count];
    private int _seen;

    public void Clear() => _seen = 0;

    /// <summary>Filters a row in place.</summary>
    public void Apply(Span<float> row)
    {
        for (var i = 0; i < _last.Length; i++)
        {
            float now = row[i], last = _last[i], secondLast = _secondLast[i];
            _secondLast[i] = last;
            _last[i] = now;
            row[i] = _seen switch
            {
                0 => now,
                1 => (now + last) / 2,
                _ => Math.Max(Math.Min(now, last), Math.Min(Math.Max(now, last), secondLast)),
            };
        }

        _seen = Math.Min(_seen + 1, 2);
    }
}
