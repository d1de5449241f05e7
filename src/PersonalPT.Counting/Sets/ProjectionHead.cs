using PersonalPT.Counting.Models;

namespace PersonalPT.Counting.Sets;

/// <summary>The first rows of a set, which may be counted again: the nine unsmoothed signals of each, in 16 bits.</summary>
/// <param name="early">Room for the first half.</param>
/// <param name="late">Room for the second half.</param>
internal sealed class ProjectionHead(short[] early, short[] late)
{
    public const int Rows = 2 * BlockRows;

    /// <summary>Rows of one half.</summary>
    public const int BlockRows = 400;

    /// <summary>Nine signals of a row below <see cref="Rows"/>.</summary>
    public Span<short> this[int row] => row < BlockRows
        ? early.AsSpan(row * FeatureGroups.Count, FeatureGroups.Count)
        : late.AsSpan((row - BlockRows) * FeatureGroups.Count, FeatureGroups.Count);
}
