using System.Numerics;
using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>A long step forward, down until the rear knee nearly touches the floor, and back; some take turns, some keep to one leg.</summary>
internal sealed class Lunge : Exercise
{
    /// <summary>By this share of the way down the foot has landed.</summary>
    private const float Landed = .7f;

    public override string Name => "lunge";

    public override (float Brisk, float Slow) Tempo => (2, 4);

    public override int Variants => 2;

    public override (float From, float To) UsualAzimuth => (20, 60);

    public override Pose Pose(Body body, Style style, in Stroke stroke)
    {
        var depth = stroke.Depth;
        var pose = Posing.Standing(body, body.Hips);
        var step = (.84f * body.Shank + .93f * body.Thigh) * (.9f + .1f * style.Stance);
        var forward = .84f * body.Shank * depth;
        var standing = body.Ankle + .995f * body.Leg;
        var low = body.Ankle + body.Shank + .06f * body.Thigh;
        pose.Pelvis = new Vector3(0, standing + (low - standing) * MathF.Pow(depth, 1.25f), forward - .03f);
        var lean = Radians(2) + Radians(9) * style.Lean * depth;
        pose.Spine = new Vector3(0, MathF.Cos(lean), MathF.Sin(lean));
        var travel = Math.Clamp(depth / Landed, 0, 1);
        var smooth = travel * travel * (3 - 2 * travel);
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            var sideways = x * .55f * body.Hips;
            if (side == stroke.Lead)
            {
                pose.Plant(body, side, new Vector3(sideways, body.Ankle + .05f * body.Height * MathF.Sin(MathF.PI * travel), step * smooth - .03f),
                    new Vector3(x * .1f, .3f, 1));
            }
            else
            {
                var bent = MathF.Min(depth, 1);
                pose.Plant(body, side, new Vector3(sideways, body.Ankle + .055f * body.Height * depth, -.03f), new Vector3(x * .1f, -bent, 1 - .7f * bent));
                pose.Of(side).Foot = Posing.Direction(x * .2f, -.25f - .9f * bent, 1);
            }

            Hold.Hands(ref pose, body, side, 1 + style.Variant, depth);
        }

        return pose;
    }
}
