using MathNet.Numerics.Statistics;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Training;

/// <summary>
/// Which of the two extremes of a movement is the rest? Three weak cues, each in about -1 to 1, are added: more time is spent at rest; the pose
/// outside the reps is the rest; at rest the limbs are straighter and the arms lower.
/// </summary>
internal static class RestSide
{
    private const int LeastRowsOutside = 5;
    private const double Tiny = 1e-9;

    /// <summary>Above 0 the states are the right way round, below 0 they are exchanged; its size is the confidence.</summary>
    public static double Of(FeatureRows rows, IReadOnlyList<Cycle> cycles, CycleLabels states)
    {
        var difference = Difference(rows, states);
        var along = Along(rows, difference);
        int first = cycles[0].Start, end = cycles[^1].End + 1;
        var within = along[first..end];
        Array.Sort(within);
        var low = SortedArrayStatistics.QuantileCustom(within, .05, QuantileDefinition.R7);
        var high = SortedArrayStatistics.QuantileCustom(within, .95, QuantileDefinition.R7);
        var place = Array.ConvertAll(along, s => (s - low) / (high - low + Tiny));
        return TimeAtRest(place) + PoseOutside([.. place[..first], .. place[end..]]) + Straightness(difference);
    }

    /// <summary>Mean of State A less mean of State R, by feature.</summary>
    public static double[] Difference(FeatureRows rows, CycleLabels states)
    {
        var difference = new double[SkeletonFeatures.Count];
        Add(rows, states.Active, 1, difference);
        Add(rows, states.Rest, -1, difference);
        return difference;
    }

    /// <summary>How far each row lies along a direction.</summary>
    public static double[] Along(FeatureRows rows, double[] direction) => [.. Enumerable.Range(0, rows.Count).Select(i => Along(rows[i], direction))];

    /// <summary>How far a row lies along a direction.</summary>
    public static double Along(ReadOnlySpan<float> row, double[] direction)
    {
        var along = 0.0;
        for (var k = 0; k < direction.Length; k++)
            along += row[k] * direction[k];
        return along;
    }

    private static void Add(FeatureRows rows, IReadOnlyList<int> chosen, double sign, double[] sum)
    {
        foreach (var i in chosen)
        {
            var row = rows[i];
            for (var k = 0; k < row.Length; k++)
                sum[k] += sign * row[k] / chosen.Count;
        }
    }

    private static double TimeAtRest(double[] place) => (place.Count(p => p < .25) - place.Count(p => p > .75)) / (double)place.Length;

    private static double PoseOutside(double[] place) => place.Length < LeastRowsOutside
        ? 0
        : .5 - ArrayStatistics.MedianInplace(Array.ConvertAll(place, p => Math.Clamp(p, -.5, 1.5)));

    private static double Straightness(double[] difference)
    {
        double bend = 0, size = 0;
        foreach (var joint in new[] { FeatureMeaning.Elbow, FeatureMeaning.Hip, FeatureMeaning.Knee })
        {
            var opening = difference[joint.Depth] + difference[joint.Image];
            bend -= opening;
            size += Math.Abs(opening);
        }

        var lift = (difference[FeatureMeaning.Shoulder.Depth] + difference[FeatureMeaning.Shoulder.Image]) / 2;
        return (lift + bend) / (size + Math.Abs(lift) + Tiny);
    }
}
