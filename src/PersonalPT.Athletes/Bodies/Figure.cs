using System.Numerics;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Bodies;

/// <summary>Forward kinematics: a body in a pose has its 33 landmarks here.</summary>
internal static class Figure
{
    /// <summary>Writes the landmarks, metres in the world, in the order of <see cref="BodyLandmark"/>.</summary>
    public static void Place(Body body, in Pose pose, Span<Vector3> joints)
    {
        var head = pose.HeadCentre(body);
        var left = Vector3.Normalize(Vector3.Cross(pose.Head, pose.Gaze));
        var crown = Vector3.Cross(pose.Gaze, left);
        var size = body.Height / 1.75f;
        joints[(int)BodyLandmark.Nose] = Face(0, -.02f, .11f);
        joints[(int)BodyLandmark.LeftEyeInner] = Face(.016f, .035f, .092f);
        joints[(int)BodyLandmark.LeftEye] = Face(.032f, .036f, .088f);
        joints[(int)BodyLandmark.LeftEyeOuter] = Face(.047f, .035f, .078f);
        joints[(int)BodyLandmark.RightEyeInner] = Face(-.016f, .035f, .092f);
        joints[(int)BodyLandmark.RightEye] = Face(-.032f, .036f, .088f);
        joints[(int)BodyLandmark.RightEyeOuter] = Face(-.047f, .035f, .078f);
        joints[(int)BodyLandmark.LeftEar] = Face(.076f, .005f, .0f);
        joints[(int)BodyLandmark.RightEar] = Face(-.076f, .005f, .0f);
        joints[(int)BodyLandmark.MouthLeft] = Face(.025f, -.055f, .092f);
        joints[(int)BodyLandmark.MouthRight] = Face(-.025f, -.055f, .092f);
        Place(body, pose, Side.Left, pose.Left, joints);
        Place(body, pose, Side.Right, pose.Right, joints);

        Vector3 Face(float x, float y, float z) => head + size * (x * left + y * crown + z * (Vector3.Cross(left, crown)));
    }

    private static void Place(Body body, in Pose pose, Side side, in Limbs limbs, Span<Vector3> joints)
    {
        var other = side == Side.Left ? 0 : 1;
        var shoulder = pose.Shoulder(body, side);
        var elbow = shoulder + body.UpperArm * limbs.UpperArm;
        var wrist = elbow + body.Forearm * limbs.Forearm;
        var hip = pose.Hip(body, side);
        var knee = hip + body.Thigh * limbs.Thigh;
        var ankle = knee + body.Shank * limbs.Shank;

        // Across the palm; the mixed reference keeps away from every direction that hands take in the exercises.
        var palm = Vector3.Normalize(Vector3.Cross(limbs.Hand, .35f * pose.Shoulders + .45f * pose.Spine + .82f * pose.Gaze));
        joints[(int)BodyLandmark.LeftShoulder + other] = shoulder;
        joints[(int)BodyLandmark.LeftElbow + other] = elbow;
        joints[(int)BodyLandmark.LeftWrist + other] = wrist;
        joints[(int)BodyLandmark.LeftPinky + other] = wrist + body.Hand * (limbs.Hand + .35f * palm);
        joints[(int)BodyLandmark.LeftIndex + other] = wrist + body.Hand * (1.1f * limbs.Hand - .25f * palm);
        joints[(int)BodyLandmark.LeftThumb + other] = wrist + body.Hand * (.6f * limbs.Hand - .5f * palm);
        joints[(int)BodyLandmark.LeftHip + other] = hip;
        joints[(int)BodyLandmark.LeftKnee + other] = knee;
        joints[(int)BodyLandmark.LeftAnkle + other] = ankle;
        joints[(int)BodyLandmark.LeftHeel + other] = ankle + .6f * body.Ankle * limbs.Shank - .3f * body.Foot * limbs.Foot;
        joints[(int)BodyLandmark.LeftFootIndex + other] = ankle + body.Foot * limbs.Foot;
    }
}
