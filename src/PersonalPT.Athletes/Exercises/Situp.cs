using System.Numerics;
using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>From lying on the back with bent knees until the trunk is upright.</summary>
internal sealed class Situp : Exercise
{
    public override string Name => "situp";

    public override Posture Resting => Posture.Supine;

    public override (float Brisk, float Slow) Tempo => (1.6f, 3.4f);

    public override int Variants => 2;

    public override (float From, float To) UsualAzimuth => (45, 95);

    public override Pose Pose(Body body, Style style, in Stroke stroke)
    {
        var rise = Radians(3) + Radians(75) * stroke.Depth;
        var curl = Radians(10) * MathF.Sin(MathF.PI * MathF.Min(stroke.Depth, 1));
        var pose = new Pose
        {
            Pelvis = new Vector3(0, .1f, 0),
            Hips = Vector3.UnitX,
            Shoulders = Posing.Direction(1, .08f * (stroke.Left - stroke.Right), 0),
            Spine = Along(rise),
            Head = Along(rise + curl + Radians(6)),
            Gaze = Along(rise + curl - Radians(80)) * -1,
        };
        var chest = pose.Chest();
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            ref var limbs = ref pose.Of(side);
            pose.Plant(body, side, new Vector3(x * .12f, body.Ankle, .58f * body.Leg * (.8f + .2f * style.Stance)), new Vector3(x * .1f, 1, .1f));
            if (style.Variant == 0)
            {
                pose.Reach(body, side, pose.HeadCentre(body) + x * .06f * body.Height * pose.Shoulders, x * pose.Shoulders + .35f * chest);
                limbs.Hand = Vector3.Normalize(-x * pose.Shoulders + .4f * pose.Spine);
            }
            else
            {
                pose.Reach(body, side, pose.Neck(body) - x * .06f * body.Height * pose.Shoulders + .07f * body.Height * (chest - pose.Spine),
                    x * .5f * pose.Shoulders - pose.Spine + .5f * chest);
                limbs.Hand = Vector3.Normalize(-x * pose.Shoulders + .6f * pose.Spine);
            }
        }

        return pose;

        // Degrees of elevation of a body whose head lies towards -z.
        static Vector3 Along(float elevation) => new(0, MathF.Sin(elevation), -MathF.Cos(elevation));
    }
}
