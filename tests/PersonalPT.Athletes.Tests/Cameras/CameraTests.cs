using System.Numerics;
using CsCheck;
using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Cameras;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Tests.Cameras;

public sealed class CameraTests
{
    [Fact]
    public void The_movement_is_in_the_picture_from_wherever_it_is_seen() => Gen.Select(Gen.ULong, Gen.Float[-180, 180], Gen.Float[-30, 60], Gen.Float[.4f, 2.5f]).Sample(
        (seed, azimuth, elevation, aspect) =>
        {
            var body = Body.FromSeed(seed);
            var pose = Posing.Standing(body, .3f);
            var camera = Camera.Framing(new CameraView { Azimuth = azimuth, Elevation = elevation, Aspect = aspect }, body, [pose]);
            Span<Vector3> joints = stackalloc Vector3[Skeleton.LandmarkCount];
            Figure.Place(body, pose, joints);
            foreach (var joint in joints)
            {
                var place = camera.Project(joint, out _);
                Assert.InRange(place.X, 0, aspect);
                Assert.InRange(place.Y, 0, 1);
            }
        });

    [Fact]
    public void From_the_front_the_left_hand_is_on_the_right_and_up_is_up()
    {
        var camera = Of(CameraView.Front);
        Assert.True(camera.Project(camera.Centre + .2f * Vector3.UnitX, out _).X > camera.Project(camera.Centre, out _).X);
        Assert.True(camera.Project(camera.Centre + .2f * Vector3.UnitY, out _).Y < camera.Project(camera.Centre, out _).Y);
    }

    [Fact]
    public void From_the_left_side_the_front_of_the_body_is_on_the_left() =>
        Assert.True(Of(CameraView.Side).Project(Vector3.UnitZ * .2f, out _).X < Of(CameraView.Side).Project(Vector3.Zero, out _).X);

    [Fact]
    public void What_is_nearer_is_larger_and_less_far()
    {
        var camera = Of(CameraView.Front);
        camera.Project(camera.Centre + .5f * Vector3.UnitZ, out var near);
        camera.Project(camera.Centre, out var far);
        Assert.True(near < far);
        Assert.True(camera.Scale(near) > camera.Scale(far));
    }

    [Fact]
    public void Behind_the_camera_nothing_becomes_infinite()
    {
        var place = Of(CameraView.Front).Project(new Vector3(.1f, 1, 50), out var distance);
        Assert.True(float.IsFinite(place.X) && float.IsFinite(place.Y) && distance > 0);
    }

    private static Camera Of(CameraView view)
    {
        var body = Body.FromSeed(2);
        return Camera.Framing(view, body, [Posing.Standing(body, .3f)]);
    }
}
