using System.Numerics;
using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>From hanging on a bar until the chin is over it.</summary>
internal sealed class PullUp : Exercise
{
    public override string Name => "pull_up";

    public override (float Brisk, float Slow) Tempo => (1.6f, 3.4f);

    public override int Variants => 2;

    public override Pose Pose(Body body, Style style, in Stroke stroke)
    {
        var depth = stroke.Depth;
        var bar = 1.3f * body.Height;
        var half = .5f * body.Shoulders * 1.4f * style.Stance;
        var aside = half - body.Shoulders / 2;
        var hanging = .975f * MathF.Sqrt(body.Arm * body.Arm - aside * aside);
        var over = .07f * body.Height;
        var neck = new Vector3(0, bar - (hanging + (over - hanging) * depth), -.02f - .1f * depth);
        var pose = new Pose
        {
            Hips = Vector3.UnitX,
            Shoulders = Posing.Direction(1, .15f * (stroke.Left - stroke.Right), 0),
            Spine = Posing.Direction(0, 1, .04f - .16f * style.Lean * depth),
            Head = Posing.Direction(0, 1, .1f),
            Gaze = Posing.Direction(0, .15f + .15f * depth, 1),
        };
        pose.Pelvis = neck - body.Trunk * pose.Spine;
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            ref var limbs = ref pose.Of(side);
            var lift = Radians(4 + 10 * depth);
            limbs.Thigh = Posing.Direction(x * .05f, -MathF.Cos(lift), MathF.Sin(lift));
            var tuck = lift - Radians(style.Variant == 0 ? 10 + 6 * depth : 75);
            limbs.Shank = Posing.Direction(0, -MathF.Cos(tuck), MathF.Sin(tuck));
            limbs.Foot = Vector3.Normalize(limbs.Shank + .5f * Vector3.UnitZ);
            pose.Reach(body, side, new Vector3(x * half, bar, 0), new Vector3(x * .8f, -.5f, .15f));
            limbs.Hand = Posing.Direction(0, 1, .25f);
        }

        return pose;
    }
}
