using System.Numerics;
using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Exercises;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Tests.Exercises;

public sealed class PostureTests
{
    [Fact]
    public void Who_lies_lies_and_who_stands_stands()
    {
        var body = Body.FromSeed(6);
        foreach (var posture in Enum.GetValues<Posture>())
        {
            var joints = new Vector3[Skeleton.LandmarkCount];
            Figure.Place(body, posture.Pose(body), joints);
            var rise = joints[(int)BodyLandmark.Nose].Y - joints[(int)BodyLandmark.LeftHip].Y;
            Assert.Equal(posture == Posture.Standing, rise > .5f);
        }
    }

    [Fact]
    public void A_crouch_is_half_way_down()
    {
        var body = Body.FromSeed(6);
        Assert.InRange(Postures.Crouching(body).Pelvis.Y, .2f, .8f * body.HipHeight);
    }
}
