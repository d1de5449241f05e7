using System.Numerics;
using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>From the plank on straight arms until the chest is near the floor; the body stays straight and turns about the toes.</summary>
internal sealed class PushUp : Exercise
{
    public override string Name => "push_up";

    public override Posture Resting => Posture.Prone;

    public override (float Brisk, float Slow) Tempo => (1.2f, 3);

    public override (float From, float To) UsualAzimuth => (45, 95);

    public override Pose Pose(Body body, Style style, in Stroke stroke)
    {
        var toes = new Vector3(0, .085f * body.Height, -.54f * body.Height);
        var length = .998f * body.Leg + body.Trunk;
        var palm = .02f * body.Height;
        var half = .5f * body.Shoulders * 1.5f * style.Stance;
        var aside = half - body.Shoulders / 2;
        var high = palm + .985f * MathF.Sqrt(body.Arm * body.Arm - aside * aside);
        var low = .095f * body.Height;
        var (line, hands) = (Line(high + (low - high) * stroke.Depth), Line(high));
        var sag = .03f * (style.Lean - 1);
        var pose = new Pose
        {
            Hips = Vector3.UnitX,
            Shoulders = Posing.Direction(1, .12f * (stroke.Right - stroke.Left), 0),
            Spine = Vector3.Normalize(line + new Vector3(0, sag, 0)),
            Pelvis = toes + .998f * body.Leg * Vector3.Normalize(line - new Vector3(0, sag, 0)),
        };
        pose.Head = Vector3.Normalize(pose.Spine + new Vector3(0, .12f, 0));
        pose.Gaze = Posing.Direction(0, -1, .45f);
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            pose.Plant(body, side, toes + new Vector3(x * .35f * body.Hips, 0, 0), -Vector3.UnitY);
            pose.Of(side).Foot = Posing.Direction(0, -.8f, .6f);
            pose.Reach(body, side, new Vector3(x * half, palm, toes.Z + length * hands.Z - .015f * body.Height), new Vector3(x * .8f, .35f, -.7f));
            pose.Of(side).Hand = Posing.Direction(-x * .15f, -.1f, 1);
        }

        return pose;

        Vector3 Line(float shoulders)
        {
            var rise = (shoulders - toes.Y) / length;
            return new Vector3(0, rise, MathF.Sqrt(1 - rise * rise));
        }
    }
}
