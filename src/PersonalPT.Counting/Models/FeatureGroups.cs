using System.Collections.Immutable;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Models;

/// <summary>
/// Nine overlapping groups of the features. Each gives a direction of its own, because one camera sees angles well, another one distances, a third
/// one only the arms: what is badly seen spoils one direction and not all of them.
/// </summary>
internal static class FeatureGroups
{
    public const int Count = 9;

    /// <summary>The group that holds every feature.</summary>
    public const int All = 8;

    private static readonly string[] _angles = ["elbow", "shoulder_3", "shoulder_2", "hip_3", "hip_2", "knee_3", "knee_2", "elevation", "cross"];
    private static readonly string[] _arms = ["elbow", "shoulder_3", "shoulder_2", "arm", "wrist", "cross"];
    private static readonly string[] _legs = ["hip", "knee", "thigh", "shank", "ankle", "trunk"];

    /// <summary>The features of each group, as indices that rise.</summary>
    public static ImmutableArray<ImmutableArray<int>> Members { get; } =
    [
        Where(name => Has(name, _angles) && Has(name, "3d")),
        Where(name => Has(name, _angles) && Has(name, "2d")),
        Where(name => !Has(name, _angles) && Has(name, "3d")),
        Where(name => !Has(name, _angles) && Has(name, "2d")),
        Where(name => name.StartsWith("y_", StringComparison.Ordinal)),
        Where(name => name.StartsWith("x_", StringComparison.Ordinal)),
        Where(name => Has(name, _arms)),
        Where(name => Has(name, _legs) && !Has(name, "wrist")),
        Where(_ => true),
    ];

    private static ImmutableArray<int> Where(Func<string, bool> belongs) =>
        [.. Enumerable.Range(0, SkeletonFeatures.Count).Where(i => belongs(SkeletonFeatures.Names[i]))];

    private static bool Has(string name, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (name.Contains(key, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
