using PersonalPT.Counting.Models;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Training;

/// <summary>
/// One real skeleton for each state, the one nearest to the state's mean, to be drawn beside each other: the middle of the resting hips is at 0, and
/// no landmark of either is farther than 1 from there.
/// </summary>
internal sealed record TypicalPoses(Landmark[] Rest, Landmark[] Active)
{
    public static TypicalPoses Of(Demonstration demonstration, CycleLabels states, TwoStateGaussian gaussian)
    {
        var rest = demonstration.SkeletonAt(Nearest(demonstration.Rows, states.Rest, gaussian.Rest, gaussian.Variance));
        var active = demonstration.SkeletonAt(Nearest(demonstration.Rows, states.Active, gaussian.Active, gaussian.Variance));
        Landmark left = rest[(int)BodyLandmark.LeftHip], right = rest[(int)BodyLandmark.RightHip];
        var origin = new Landmark((left.X + right.X) / 2, (left.Y + right.Y) / 2, (left.Z + right.Z) / 2, 0);
        var size = Math.Max(Farthest(rest, origin), Farthest(active, origin));
        return new TypicalPoses(Placed(rest, origin, size), Placed(active, origin, size));
    }

    private static int Nearest(FeatureRows rows, IReadOnlyList<int> among, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance)
    {
        var (nearest, least) = (among[0], double.PositiveInfinity);
        foreach (var candidate in among)
        {
            var row = rows[candidate];
            var distance = 0.0;
            for (var k = 0; k < row.Length; k++)
                distance += (row[k] - mean[k]) * (double)(row[k] - mean[k]) / variance[k];
            if (distance < least)
                (nearest, least) = (candidate, distance);
        }

        return nearest;
    }

    private static double Farthest(ReadOnlySpan<Landmark> pose, Landmark origin)
    {
        var farthest = 0.0;
        foreach (var l in pose)
        {
            double x = l.X - origin.X, y = l.Y - origin.Y, z = l.Z - origin.Z;
            farthest = Math.Max(farthest, Math.Sqrt(x * x + y * y + z * z));
        }

        return farthest;
    }

    private static Landmark[] Placed(ReadOnlySpan<Landmark> pose, Landmark origin, double size)
    {
        var placed = new Landmark[pose.Length];
        for (var i = 0; i < placed.Length; i++)
        {
            var l = pose[i];
            placed[i] = new Landmark(
                (float)((l.X - origin.X) / size), (float)((l.Y - origin.Y) / size), (float)((l.Z - origin.Z) / size), Visibility(l.Visibility));
        }

        return placed;
    }

    private static float Visibility(float given) => float.IsNaN(given) ? 0 : Math.Clamp(given, 0, 1);
}
