using PersonalPT.Counting.Models;

namespace PersonalPT.Counting.Sets;

/// <summary>
/// The athlete rests: in eight of the nine groups the smoothed signal's range over the last 150 rows is under .35 of its range over the set. Asked
/// every fifth row, so the ranges of whole blocks of five are all that is kept.
/// </summary>
internal sealed class RestRule
{
    /// <summary>Asked every so many rows.</summary>
    public const int Every = 5;

    private const int Rows = 150;
    private const int Blocks = Rows / Every;
    private const int StillGroups = 8;
    private const float Still = .35f;

    // The set's range moves slowly and is dear: it is measured again only so often.
    private const int RangeLasts = 40;

    private readonly short[] _least = new short[Blocks * FeatureGroups.Count];
    private readonly short[] _most = new short[Blocks * FeatureGroups.Count];
    private readonly float[] _ranges = new float[FeatureGroups.Count];
    private int _rangesUntil;

    public void Clear() => _rangesUntil = 0;

    public void Push(ReadOnlySpan<float> signals, int row)
    {
        var at = row / Every % Blocks * FeatureGroups.Count;
        var first = row % Every == 0;
        for (var g = 0; g < FeatureGroups.Count; g++)
        {
            var value = Quantised.From(signals[FeatureGroups.Count + g]);
            _least[at + g] = first ? value : Math.Min(_least[at + g], value);
            _most[at + g] = first ? value : Math.Max(_most[at + g], value);
        }
    }

    /// <summary>Whether the rule is asked after so many rows.</summary>
    public static bool IsAskedAfter(int rows) => rows >= Rows && rows % Every == 0;

    /// <summary>Whether <see cref="Ranges"/> must be measured before the rule is asked.</summary>
    public bool NeedsRanges(int rows)
    {
        if (rows < _rangesUntil)
            return false;

        _rangesUntil = rows + RangeLasts;
        return true;
    }

    /// <summary>The range of each group's smoothed signal over the set.</summary>
    public Span<float> Ranges => _ranges;

    /// <summary>Whether the athlete rests.</summary>
    public bool IsResting()
    {
        var still = 0;
        for (var g = 0; g < FeatureGroups.Count; g++)
        {
            short least = short.MaxValue, most = short.MinValue;
            for (var b = g; b < _least.Length; b += FeatureGroups.Count)
            {
                least = Math.Min(least, _least[b]);
                most = Math.Max(most, _most[b]);
            }

            if (Quantised.ToFloat(most) - Quantised.ToFloat(least) < Still * _ranges[g])
                still++;
        }

        return still >= StillGroups;
    }
}
