using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Signals;

/// <summary>Smooths the features of a demonstration: each row moves a share of the way from the last smoothed one to the new one.</summary>
internal sealed class ExponentialSmoothing(float share = ExponentialSmoothing.OfDemonstrations)
{
    /// <summary>What demonstrations are smoothed with before they are labelled.</summary>
    public const float OfDemonstrations = .5f;

    private readonly float[] _last = new float[SkeletonFeatures.Count];
    private bool _any;

    /// <summary>Smooths a row in place.</summary>
    public void Apply(Span<float> row)
    {
        for (var i = 0; i < _last.Length; i++)
            row[i] = _last[i] = _any ? _last[i] + share * (row[i] - _last[i]) : row[i];

        _any = true;
    }
}
