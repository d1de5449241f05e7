using PersonalPT.Counting.Models;

namespace PersonalPT.Counting.Sets;

/// <summary>The first rows of a set, which may be counted again: the nine unsmoothed signals of each, in 16 bits.</summary>
internal sealed class ProjectionHead(SetMemory memory)
{
    public const int Rows = 800;

    /// <summary>Rows kept here; the others are in the session's <see cref="SetMemory"/>.</summary>
    public const int EarlyRows = 400;

    private readonly short[] _early = new short[EarlyRows * FeatureGroups.Count];

    /// <summary>Nine signals of a row below <see cref="Rows"/>.</summary>
    public Span<short> this[int row] => row < EarlyRows
        ? _early.AsSpan(row * FeatureGroups.Count, FeatureGroups.Count)
        : memory.LateHead.AsSpan((row - EarlyRows) * FeatureGroups.Count, FeatureGroups.Count);
}
