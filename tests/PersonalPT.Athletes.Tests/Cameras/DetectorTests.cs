using System.Numerics;
using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Cameras;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Tests.Cameras;

public sealed class DetectorTests
{
    private static readonly Body Someone = Body.FromSeed(9);

    [Fact]
    public void Without_noise_the_landmarks_are_where_the_camera_sees_them()
    {
        var (camera, pose, landmarks) = Seen(CameraView.ThreeQuarter, LandmarkNoise.None, 1);
        Span<Vector3> joints = stackalloc Vector3[Skeleton.LandmarkCount];
        Figure.Place(Someone, pose, joints);
        for (var i = 0; i < joints.Length; i++)
        {
            var place = camera.Project(joints[i], out _);
            Assert.Equal(place.X, landmarks[0][i].X, 1e-5f);
            Assert.Equal(place.Y, landmarks[0][i].Y, 1e-5f);
        }
    }

    [Fact]
    public void Depth_is_0_between_the_hips_and_less_in_front()
    {
        var (_, _, landmarks) = Seen(CameraView.Side, LandmarkNoise.None, 1);
        Assert.Equal(0, landmarks[0][(int)BodyLandmark.LeftHip].Z + landmarks[0][(int)BodyLandmark.RightHip].Z, 1e-4f);
        Assert.True(landmarks[0][(int)BodyLandmark.LeftShoulder].Z < landmarks[0][(int)BodyLandmark.RightShoulder].Z);
    }

    [Fact]
    public void The_far_side_is_seen_less()
    {
        var (_, _, landmarks) = Seen(CameraView.Side, LandmarkNoise.Phone, 1);
        Assert.True(landmarks[0][(int)BodyLandmark.RightShoulder].Visibility < .7f);
        Assert.True(landmarks[0][(int)BodyLandmark.LeftShoulder].Visibility > .9f);
        Assert.All(landmarks[0], landmark => Assert.InRange(landmark.Visibility, 0, 1));
    }

    [Fact]
    public void Noise_is_larger_along_the_line_of_sight()
    {
        var (_, _, landmarks) = Seen(CameraView.Front, LandmarkNoise.Phone, 300);
        var (along, across) = (Mean(landmark => landmark.Z), Mean(landmark => landmark.X));
        Assert.True(along > 3 * across && across > 0, $"{along} {across}");

        double Mean(Func<Landmark, float> value) =>
            Enumerable.Range(0, Skeleton.LandmarkCount).Average(i => Spread(landmarks.Select(frame => frame[i]).ToArray(), value));
    }

    [Fact]
    public void Noise_hangs_together_in_time()
    {
        // Without jitter what is left changes slowly, and more slowly while nobody moves.
        var (_, _, landmarks) = Seen(CameraView.Front, LandmarkNoise.Phone with { Jitter = 0 }, 300);
        var x = landmarks.Select(frame => frame[(int)BodyLandmark.LeftWrist].X).ToArray();
        var step = Math.Sqrt(x.Zip(x.Skip(1), (a, b) => (double)(b - a) * (b - a)).Average());
        Assert.True(step < .5 * Spread(landmarks.Select(frame => frame[(int)BodyLandmark.LeftWrist]).ToArray(), landmark => landmark.X));
    }

    [Fact]
    public void Who_is_out_of_the_picture_is_not_found()
    {
        var pose = Posing.Standing(Someone, .3f);
        var camera = Camera.Framing(CameraView.Front, Someone, [pose]);
        var detector = new Detector(camera, LandmarkNoise.Phone, 1);
        var landmarks = new Landmark[Skeleton.LandmarkCount];
        Assert.True(detector.Find(Someone, pose, 0, landmarks));
        Assert.False(detector.Find(Someone, pose.Placed(0, 2 * camera.HalfWidth * camera.Aside), 1, landmarks));
    }

    private static double Spread(Landmark[] landmarks, Func<Landmark, float> value)
    {
        var mean = landmarks.Average(value);
        return Math.Sqrt(landmarks.Average(landmark => (double)(value(landmark) - mean) * (value(landmark) - mean)));
    }

    private static (Camera Camera, Pose Pose, Landmark[][] Landmarks) Seen(CameraView view, LandmarkNoise noise, int frames)
    {
        var pose = Posing.Standing(Someone, .3f);
        var camera = Camera.Framing(view, Someone, [pose]);
        var detector = new Detector(camera, noise, 42);
        var seen = new Landmark[frames][];
        for (var i = 0; i < frames; i++)
            Assert.True(detector.Find(Someone, pose, i / 30.0, seen[i] = new Landmark[Skeleton.LandmarkCount]));
        return (camera, pose, seen);
    }
}
