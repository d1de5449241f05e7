using System.Numerics;

namespace PersonalPT.Athletes.Bodies;

/// <summary>
/// A jointed figure's posture: where the pelvis is and which way every segment points. The figure's lengths are not in it, so that whatever is done
/// to a pose (blending, swaying, turning) keeps every limb as long as it was. World: metres, x to the left of an athlete who faces +z, y up.
/// All vectors but <see cref="Pelvis"/> have length 1.
/// </summary>
internal struct Pose
{
    /// <summary>Position of the middle between the hips.</summary>
    public Vector3 Pelvis;

    /// <summary>Right hip to left hip.</summary>
    public Vector3 Hips;

    /// <summary>Hips to shoulders.</summary>
    public Vector3 Spine;

    /// <summary>Right shoulder to left shoulder.</summary>
    public Vector3 Shoulders;

    /// <summary>Between the shoulders to the middle of the head.</summary>
    public Vector3 Head;

    /// <summary>Where the face points.</summary>
    public Vector3 Gaze;

    public Limbs Left;

    public Limbs Right;

    /// <summary>Somewhere between two poses; nothing gets longer or shorter on the way.</summary>
    public static Pose Blend(in Pose a, in Pose b, float t) => new()
    {
        Pelvis = Vector3.Lerp(a.Pelvis, b.Pelvis, t),
        Hips = Turn(a.Hips, b.Hips, t),
        Spine = Turn(a.Spine, b.Spine, t),
        Shoulders = Turn(a.Shoulders, b.Shoulders, t),
        Head = Turn(a.Head, b.Head, t),
        Gaze = Turn(a.Gaze, b.Gaze, t),
        Left = Limbs.Blend(a.Left, b.Left, t),
        Right = Limbs.Blend(a.Right, b.Right, t),
    };

    /// <summary>The same pose, turned about the vertical through the origin and then moved.</summary>
    public readonly Pose Placed(float yaw, Vector3 move)
    {
        var turn = Quaternion.CreateFromAxisAngle(Vector3.UnitY, yaw);
        return new Pose
        {
            Pelvis = Vector3.Transform(Pelvis, turn) + move,
            Hips = Vector3.Transform(Hips, turn),
            Spine = Vector3.Transform(Spine, turn),
            Shoulders = Vector3.Transform(Shoulders, turn),
            Head = Vector3.Transform(Head, turn),
            Gaze = Vector3.Transform(Gaze, turn),
            Left = Left.Turned(turn),
            Right = Right.Turned(turn),
        };
    }

    /// <summary>Spherical interpolation (Shoemake 1985), so that a limb turns evenly.</summary>
    internal static Vector3 Turn(Vector3 a, Vector3 b, float t)
    {
        var cosine = Math.Clamp(Vector3.Dot(a, b), -1, 1);
        if (cosine > .9995f)
            return Vector3.Normalize(Vector3.Lerp(a, b, t));
        if (cosine < -.9995f)
        {
            // Opposite directions have no shortest way between them: go by way of the front, which a body can.
            var front = Vector3.Normalize(Vector3.UnitZ + .3f * Vector3.UnitY - Vector3.Dot(Vector3.UnitZ + .3f * Vector3.UnitY, a) * a);
            return t < .5f ? Turn(a, front, 2 * t) : Turn(front, b, 2 * t - 1);
        }

        var angle = MathF.Acos(cosine);
        return Vector3.Normalize((MathF.Sin((1 - t) * angle) * a + MathF.Sin(t * angle) * b) / MathF.Sin(angle));
    }
}

/// <summary>Directions of one side's segments, each away from the trunk.</summary>
internal struct Limbs
{
    public Vector3 UpperArm;

    public Vector3 Forearm;

    public Vector3 Hand;

    public Vector3 Thigh;

    public Vector3 Shank;

    /// <summary>Ankle to the tip of the foot.</summary>
    public Vector3 Foot;

    public static Limbs Blend(in Limbs a, in Limbs b, float t) => new()
    {
        UpperArm = Pose.Turn(a.UpperArm, b.UpperArm, t),
        Forearm = Pose.Turn(a.Forearm, b.Forearm, t),
        Hand = Pose.Turn(a.Hand, b.Hand, t),
        Thigh = Pose.Turn(a.Thigh, b.Thigh, t),
        Shank = Pose.Turn(a.Shank, b.Shank, t),
        Foot = Pose.Turn(a.Foot, b.Foot, t),
    };

    public readonly Limbs Turned(Quaternion turn) => new()
    {
        UpperArm = Vector3.Transform(UpperArm, turn),
        Forearm = Vector3.Transform(Forearm, turn),
        Hand = Vector3.Transform(Hand, turn),
        Thigh = Vector3.Transform(Thigh, turn),
        Shank = Vector3.Transform(Shank, turn),
        Foot = Vector3.Transform(Foot, turn),
    };
}
