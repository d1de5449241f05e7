using System.Numerics;
using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>On the back on a bench, the bar from straight arms to the chest and back.</summary>
internal sealed class BenchPressing : Exercise
{
    public override string Name => "bench_pressing";

    public override Posture Resting => Posture.OnBench;

    public override (float Brisk, float Slow) Tempo => (1.6f, 3.4f);

    public override (float From, float To) UsualAzimuth => (35, 85);

    public override Pose Pose(Body body, Style style, in Stroke stroke)
    {
        var pose = Lying(body);
        var half = .5f * body.Shoulders * 1.45f * style.Stance;
        var aside = half - body.Shoulders / 2;
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            var high = new Vector3(x * aside, .975f * MathF.Sqrt(body.Arm * body.Arm - aside * aside), .03f);
            var low = new Vector3(x * aside, .06f * body.Height, .075f * body.Height);
            pose.Reach(body, side, pose.Shoulder(body, side) + Vector3.Lerp(high, low, stroke.Of(side)), new Vector3(x, -.7f, .35f));
            pose.Of(side).Hand = Posing.Direction(0, 1, -.15f);
        }

        return pose;
    }

    /// <summary>On the bench, feet on the floor; the arms are still to be placed.</summary>
    public static Pose Lying(Body body)
    {
        var pose = new Pose
        {
            Pelvis = new Vector3(0, .31f * body.Height, 0),
            Hips = Vector3.UnitX,
            Shoulders = Vector3.UnitX,
            Spine = Posing.Direction(0, .03f, -1),
            Head = Posing.Direction(0, .12f, -1),
            Gaze = Posing.Direction(0, 1, .12f),
        };
        foreach (var side in Posing.Sides)
            pose.Plant(body, side, new Vector3((int)side * .13f * body.Height, body.Ankle, 1.02f * body.Thigh), new Vector3((int)side * .25f, 1, .4f));
        return pose;
    }
}
