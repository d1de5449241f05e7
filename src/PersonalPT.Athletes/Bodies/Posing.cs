using System.Numerics;

namespace PersonalPT.Athletes.Bodies;

/// <summary>Which half of the body; the value is the sign of x on that side.</summary>
internal enum Side
{
    Right = -1,
    Left = 1,
}

/// <summary>The verbs that poses are made with: where joints are, and how a hand or a foot is brought to a place.</summary>
internal static class Posing
{
    public static Vector3 Direction(float x, float y, float z) => Vector3.Normalize(new Vector3(x, y, z));

    /// <summary>Upright, facing +z, feet <paramref name="stance"/> metres apart, arms hanging.</summary>
    public static Pose Standing(Body body, float stance)
    {
        var pose = new Pose
        {
            Hips = Vector3.UnitX,
            Shoulders = Vector3.UnitX,
            Spine = Direction(0, 1, .02f),
            Head = Direction(0, 1, .12f),
            Gaze = Vector3.UnitZ,
        };
        var spread = (stance - body.Hips) / 2;
        pose.Pelvis = new Vector3(0, body.Ankle + .995f * MathF.Sqrt(MathF.Max(0, body.Leg * body.Leg - spread * spread)), -.03f);
        foreach (var side in Sides)
        {
            ref var limbs = ref pose.Of(side);
            HangArm(ref limbs, side);
            pose.Plant(body, side, new Vector3((int)side * stance / 2, body.Ankle, -.03f), new Vector3((int)side * .2f, 0, 1));
        }

        return pose;
    }

    public static readonly Side[] Sides = [Side.Left, Side.Right];

    public static ref Limbs Of(this ref Pose pose, Side side) => ref side == Side.Left ? ref pose.Left : ref pose.Right;

    public static Vector3 Hip(this in Pose pose, Body body, Side side) => pose.Pelvis + (int)side * .5f * body.Hips * pose.Hips;

    public static Vector3 Neck(this in Pose pose, Body body) => pose.Pelvis + body.Trunk * pose.Spine;

    public static Vector3 Shoulder(this in Pose pose, Body body, Side side) => pose.Neck(body) + (int)side * .5f * body.Shoulders * pose.Shoulders;

    public static Vector3 HeadCentre(this in Pose pose, Body body) => pose.Neck(body) + body.Neck * pose.Head;

    /// <summary>The way the chest points.</summary>
    public static Vector3 Chest(this in Pose pose) => Vector3.Normalize(Vector3.Cross(pose.Shoulders, pose.Spine));

    public static void HangArm(ref Limbs limbs, Side side)
    {
        limbs.UpperArm = Direction((int)side * .16f, -1, -.02f);
        limbs.Forearm = Direction((int)side * .06f, -1, .14f);
        limbs.Hand = Direction((int)side * .02f, -1, .2f);
    }

    /// <summary>Brings the wrist to <paramref name="target"/> (or as near as the arm reaches), the elbow towards <paramref name="elbow"/>.</summary>
    public static void Reach(this ref Pose pose, Body body, Side side, Vector3 target, Vector3 elbow)
    {
        ref var limbs = ref pose.Of(side);
        (limbs.UpperArm, limbs.Forearm) = Bend(target - pose.Shoulder(body, side), body.UpperArm, body.Forearm, elbow);
    }

    /// <summary>Brings the ankle to <paramref name="target"/> (or as near as the leg reaches), the knee towards <paramref name="knee"/>; flat foot.</summary>
    public static void Plant(this ref Pose pose, Body body, Side side, Vector3 target, Vector3 knee)
    {
        ref var limbs = ref pose.Of(side);
        (limbs.Thigh, limbs.Shank) = Bend(target - pose.Hip(body, side), body.Thigh, body.Shank, knee);
        limbs.Foot = Direction((int)side * .25f, -.25f, 1);
    }

    /// <summary>Two bones to a target, in the plane of the pole: the law of cosines. A target out of reach is pointed at.</summary>
    public static (Vector3 First, Vector3 Second) Bend(Vector3 target, float first, float second, Vector3 pole)
    {
        var distance = target.Length();
        if (distance < 1e-4f)
            (target, distance) = (-Vector3.UnitY * 1e-4f, 1e-4f);
        var along = target / distance;
        var reach = Math.Clamp(distance, MathF.Abs(first - second) + .02f, (first + second) * .9995f);
        var across = pole - Vector3.Dot(pole, along) * along;
        across = across.LengthSquared() < 1e-8f ? Vector3.Normalize(Vector3.Cross(along, new Vector3(.6f, .1f, .8f))) : Vector3.Normalize(across);
        var foot = (first * first - second * second + reach * reach) / (2 * reach);
        var height = MathF.Sqrt(MathF.Max(0, first * first - foot * foot));
        var joint = along * foot + across * height;
        return (Vector3.Normalize(joint), Vector3.Normalize(along * reach - joint));
    }
}
