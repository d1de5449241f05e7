using System.Runtime.Intrinsics;
using PersonalPT.Counting.Models;

namespace PersonalPT.Counting.Sets;

/// <summary>Makes the 18 signals of each row out of the nine stored ones, and adds up the way that each has gone.</summary>
internal sealed class SignalFilter
{
    private static readonly float[] _shares = Shares();

    private readonly float[] _values = new float[CandidateLayout.SignalLanes];
    private readonly float[] _path = new float[CandidateLayout.SignalLanes];

    /// <summary>The signals of the last row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The sum of each signal's steps so far.</summary>
    public ReadOnlySpan<float> Path => _path;

    public void Start(ReadOnlySpan<short> row)
    {
        Spread(row, _values);
        Array.Clear(_path);
    }

    public void Advance(ReadOnlySpan<short> row)
    {
        Span<float> next = stackalloc float[CandidateLayout.SignalLanes];
        Spread(row, next);
        for (var i = 0; i < CandidateLayout.SignalLanes; i += Vector256<float>.Count)
        {
            var last = Vector256.Create(_values.AsSpan(i, Vector256<float>.Count));
            var value = last + Vector256.Create(_shares.AsSpan(i, Vector256<float>.Count)) * (Vector256.Create(next.Slice(i, Vector256<float>.Count)) - last);
            var path = Vector256.Create(_path.AsSpan(i, Vector256<float>.Count)) + Vector256.Abs(value - last);
            value.CopyTo(_values, i);
            path.CopyTo(_path, i);
        }
    }

    private static void Spread(ReadOnlySpan<short> row, Span<float> to)
    {
        to[CandidateLayout.Signals..].Clear();
        for (var g = 0; g < FeatureGroups.Count; g++)
            to[g] = to[FeatureGroups.Count + g] = Quantised.ToFloat(row[g]);
    }

    private static float[] Shares()
    {
        var shares = new float[CandidateLayout.SignalLanes];
        shares.AsSpan(0, FeatureGroups.Count).Fill(CandidateLayout.Unsmoothed);
        shares.AsSpan(FeatureGroups.Count, FeatureGroups.Count).Fill(CandidateLayout.Smoothed);
        return shares;
    }
}
