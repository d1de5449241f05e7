using System.Numerics;
using CsCheck;
using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Tests.Workouts;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Tests.Bodies;

public sealed class FigureTests
{
    private static readonly (BodyLandmark From, BodyLandmark To, Func<Body, float> Length)[] Bones =
    [
        (BodyLandmark.LeftShoulder, BodyLandmark.LeftElbow, body => body.UpperArm), (BodyLandmark.RightShoulder, BodyLandmark.RightElbow, body => body.UpperArm),
        (BodyLandmark.LeftElbow, BodyLandmark.LeftWrist, body => body.Forearm), (BodyLandmark.RightElbow, BodyLandmark.RightWrist, body => body.Forearm),
        (BodyLandmark.LeftHip, BodyLandmark.LeftKnee, body => body.Thigh), (BodyLandmark.RightHip, BodyLandmark.RightKnee, body => body.Thigh),
        (BodyLandmark.LeftKnee, BodyLandmark.LeftAnkle, body => body.Shank), (BodyLandmark.RightKnee, BodyLandmark.RightAnkle, body => body.Shank),
        (BodyLandmark.LeftShoulder, BodyLandmark.RightShoulder, body => body.Shoulders), (BodyLandmark.LeftHip, BodyLandmark.RightHip, body => body.Hips),
        (BodyLandmark.LeftAnkle, BodyLandmark.LeftFootIndex, body => body.Foot), (BodyLandmark.RightAnkle, BodyLandmark.RightFootIndex, body => body.Foot),
    ];

    [Fact]
    public void Limbs_keep_their_length_whatever_the_athlete_does() => Gen.Select(Gen.ULong, Gen.Double[0, 1]).Sample((seed, share) =>
    {
        var body = Body.FromSeed(seed);
        var pose = At(seed, body, share);
        Span<Vector3> joints = stackalloc Vector3[Skeleton.LandmarkCount];
        Figure.Place(body, pose, joints);
        foreach (var (from, to, length) in Bones)
            Assert.Equal(length(body), Vector3.Distance(joints[(int)from], joints[(int)to]), 1e-3f);
        var trunk = (joints[(int)BodyLandmark.LeftShoulder] + joints[(int)BodyLandmark.RightShoulder]
            - joints[(int)BodyLandmark.LeftHip] - joints[(int)BodyLandmark.RightHip]) / 2;
        Assert.Equal(body.Trunk, trunk.Length(), 1e-3f);
    });

    [Fact]
    public void Nobody_sinks_into_the_ground() => Gen.Select(Gen.ULong, Gen.Double[0, 1]).Sample((seed, share) =>
    {
        var body = Body.FromSeed(seed);
        Span<Vector3> joints = stackalloc Vector3[Skeleton.LandmarkCount];
        Figure.Place(body, At(seed, body, share), joints);
        foreach (var joint in joints)
            Assert.True(joint.Y > -.06f, $"{joint.Y}");
    });

    [Fact]
    public void The_left_side_is_on_the_left_of_one_who_faces_us()
    {
        var body = Body.FromSeed(3);
        Span<Vector3> joints = stackalloc Vector3[Skeleton.LandmarkCount];
        Figure.Place(body, Posing.Standing(body, .3f), joints);
        for (var left = (int)BodyLandmark.LeftShoulder; left < joints.Length; left += 2)
            Assert.True(joints[left].X > joints[left + 1].X, ((BodyLandmark)left).ToString());
        Assert.True(joints[(int)BodyLandmark.Nose].Z > joints[(int)BodyLandmark.LeftEar].Z);
    }

    private static Pose At(ulong seed, Body body, double share)
    {
        var programme = Programmes.Of(seed, body, Plans.Everything);
        var seconds = share * programme.Stretches[^1].End;
        var pose = programme.Stretches.First(stretch => stretch.End >= seconds).At(seconds);
        new Sway(seed).Apply(ref pose, (float)seconds);
        return pose;
    }
}
