using System.Numerics;
using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Cameras;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Tests.Cameras;

public sealed class MisreadingTests
{
    private static readonly Body Someone = Body.FromSeed(9);

    [Fact]
    public void The_same_pose_is_misread_in_the_same_way_wherever_it_is()
    {
        var pose = Posing.Standing(Someone, .3f);
        var here = Errors(1, pose);
        var there = Errors(1, pose.Placed(0, new Vector3(.5f, 0, -1)));
        for (var i = 0; i < here.Length; i++)
            Assert.Equal(0, Vector3.Distance(here[i], there[i]), 1e-4f);
    }

    [Fact]
    public void Other_poses_and_other_recordings_are_misread_differently()
    {
        var pose = Posing.Standing(Someone, .3f);
        var raised = pose;
        raised.Left.UpperArm = raised.Left.Forearm = Vector3.UnitY;
        Assert.True(Vector3.Distance(Errors(1, pose)[25], Errors(1, raised)[25]) > .001f);
        Assert.True(Vector3.Distance(Errors(1, pose)[25], Errors(2, pose)[25]) > .001f);
    }

    [Fact]
    public void Nothing_is_misread_where_the_deviation_is_0()
    {
        var errors = new Vector3[Skeleton.LandmarkCount];
        new Misreading(1, Vector3.Zero).AddTo(new Vector3[Skeleton.LandmarkCount], errors);
        Assert.All(errors, error => Assert.Equal(Vector3.Zero, error));
    }

    private static Vector3[] Errors(ulong seed, Pose pose)
    {
        var joints = new Vector3[Skeleton.LandmarkCount];
        Figure.Place(Someone, pose, joints);
        var errors = new Vector3[Skeleton.LandmarkCount];
        new Misreading(seed, new Vector3(.02f, .02f, .1f)).AddTo(joints, errors);
        return errors;
    }
}
