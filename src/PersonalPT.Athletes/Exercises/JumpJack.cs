using System.Numerics;
using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>Jumping jacks: feet apart and hands over the head with one hop, and back with another.</summary>
internal sealed class JumpJack : Exercise
{
    public override string Name => "jump_jack";

    public override (float Brisk, float Slow) Tempo => (1.2f, 1.9f);

    public override Pose Pose(Body body, Style style, in Stroke stroke)
    {
        var depth = stroke.Depth;
        var pose = Posing.Standing(body, body.Hips);
        var hop = .03f * body.Height * MathF.Max(0, 4 * depth * (1 - depth));
        var half = .035f * body.Height + .155f * body.Height * style.Stance * depth;
        var spread = half - body.Hips / 2;
        pose.Pelvis = new Vector3(0, body.Ankle + .985f * MathF.Sqrt(body.Leg * body.Leg - spread * spread) + hop, -.03f);
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            ref var limbs = ref pose.Of(side);
            pose.Plant(body, side, new Vector3(x * half, body.Ankle + hop, -.03f), new Vector3(x * .3f, 0, 1));
            var arm = Radians(9 + 146 * stroke.Of(side));
            var fore = arm + Radians(4 + 10 * style.Lean);
            limbs.UpperArm = Posing.Direction(x * MathF.Sin(arm), -MathF.Cos(arm), .06f);
            limbs.Forearm = Posing.Direction(x * MathF.Sin(fore), -MathF.Cos(fore), .1f);
            limbs.Hand = limbs.Forearm;
        }

        return pose;
    }
}
