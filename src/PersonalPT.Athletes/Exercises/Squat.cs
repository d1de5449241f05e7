using System.Numerics;
using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>From standing until the thighs are level, hips going back, feet flat.</summary>
internal sealed class Squat : Exercise
{
    public override string Name => "squat";

    public override (float Brisk, float Slow) Tempo => (1.7f, 3.8f);

    public override int Variants => 3;

    public override Pose Pose(Body body, Style style, in Stroke stroke)
    {
        var depth = stroke.Depth;
        var pose = Posing.Standing(body, body.Hips);
        var shank = Radians(27) * depth;
        var thigh = Radians(88) * depth;
        var half = .62f * body.Shoulders * style.Stance;
        var spread = half - body.Hips / 2;
        var up = body.Shank * MathF.Cos(shank) + body.Thigh * MathF.Cos(thigh);
        up = MathF.Sqrt(MathF.Max(.01f, up * up - spread * spread * (1 - MathF.Min(depth, 1))));
        pose.Pelvis = new Vector3(.02f * (stroke.Left - stroke.Right), body.Ankle + up, .93f * (body.Shank * MathF.Sin(shank) - body.Thigh * MathF.Sin(thigh)) - .03f);
        var lean = Radians(2) + Radians(34) * style.Lean * depth;
        pose.Spine = new Vector3(0, MathF.Cos(lean), MathF.Sin(lean));
        pose.Head = Posing.Direction(0, MathF.Cos(.5f * lean), MathF.Sin(.5f * lean) + .1f);
        pose.Gaze = Posing.Direction(0, -.08f - .15f * depth, 1);
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            pose.Plant(body, side, new Vector3(x * half, body.Ankle, -.03f), new Vector3(x * .45f, 0, 1));
            Hold.Hands(ref pose, body, side, style.Variant, stroke.Of(side));
        }

        return pose;
    }
}
