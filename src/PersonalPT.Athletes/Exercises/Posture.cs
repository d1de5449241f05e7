using System.Numerics;
using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>How one rests between sets.</summary>
internal enum Posture
{
    Standing,
    Prone,
    Supine,
    OnBench,
}

/// <summary>The resting postures as poses.</summary>
internal static class Postures
{
    public static Pose Pose(this Posture posture, Body body) => posture switch
    {
        Posture.Prone => Prone(body),
        Posture.Supine => Supine(body),
        Posture.OnBench => OnBench(body),
        _ => Posing.Standing(body, 1.1f * body.Shoulders),
    };

    /// <summary>Half way between standing and lying: squatting down with the hands near the floor.</summary>
    public static Pose Crouching(Body body)
    {
        var pose = Posing.Standing(body, 1.1f * body.Shoulders);
        pose.Spine = Posing.Direction(0, .75f, .65f);
        pose.Head = Posing.Direction(0, .8f, .6f);
        pose.Gaze = Posing.Direction(0, -.35f, 1);
        pose.Pelvis = new Vector3(0, body.Ankle + .5f * body.Leg, -.3f);
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            pose.Plant(body, side, new Vector3(x * .55f * body.Shoulders, body.Ankle, -.03f), new Vector3(x * .4f, .2f, 1));
            pose.Reach(body, side, pose.Shoulder(body, side) + new Vector3(0, -.9f * body.Arm, .25f * body.Arm), new Vector3(x, 0, -.5f));
            pose.Of(side).Hand = Posing.Direction(0, -1, .4f);
        }

        return pose;
    }

    private static Pose Prone(Body body)
    {
        var pose = new Pose
        {
            Pelvis = new Vector3(0, .09f, 0),
            Hips = Vector3.UnitX,
            Shoulders = Vector3.UnitX,
            Spine = Posing.Direction(0, .06f, 1),
            Head = Posing.Direction(0, .25f, 1),
            Gaze = Posing.Direction(0, -1, .3f),
        };
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            pose.Plant(body, side, new Vector3(x * .1f, .08f, -.998f * body.Leg), -Vector3.UnitY);
            pose.Of(side).Foot = Posing.Direction(x * .2f, -.5f, -.85f);
            pose.Reach(body, side, pose.Shoulder(body, side) + new Vector3(x * .1f, -.06f, .7f * body.Forearm), new Vector3(x, 0, .1f));
            pose.Of(side).Hand = Posing.Direction(-x * .4f, -.1f, 1);
        }

        return pose;
    }

    private static Pose Supine(Body body)
    {
        var pose = new Pose
        {
            Pelvis = new Vector3(0, .1f, 0),
            Hips = Vector3.UnitX,
            Shoulders = Vector3.UnitX,
            Spine = Posing.Direction(0, .05f, -1),
            Head = Posing.Direction(0, .12f, -1),
            Gaze = Posing.Direction(0, 1, .15f),
        };
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            pose.Plant(body, side, new Vector3(x * .12f, body.Ankle, .58f * body.Leg), new Vector3(x * .1f, 1, .1f));
            pose.Of(side).UpperArm = Posing.Direction(x * .35f, -.12f, 1);
            pose.Of(side).Forearm = Posing.Direction(x * .1f, -.03f, 1);
            pose.Of(side).Hand = Posing.Direction(x * .1f, 0, 1);
        }

        return pose;
    }

    private static Pose OnBench(Body body)
    {
        var pose = BenchPressing.Lying(body);
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            pose.Reach(body, side, pose.Pelvis + new Vector3(x * .12f, .14f, -.18f), new Vector3(x, -.5f, 0));
            pose.Of(side).Hand = Posing.Direction(-x, 0, .6f);
        }

        return pose;
    }
}
