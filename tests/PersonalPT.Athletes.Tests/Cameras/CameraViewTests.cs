using CsCheck;
using PersonalPT.Athletes.Cameras;
using PersonalPT.Athletes.Exercises;
using PersonalPT.Athletes.Tests.Workouts;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Tests.Cameras;

public sealed class CameraViewTests
{
    [Fact]
    public void Image_coordinates_are_shares_of_width_and_height_with_z_as_x()
    {
        var view = new CameraView { Aspect = 2 };
        var frame = new CapturedFrame(7, new[] { new Landmark(1, .5f, -.4f, .9f) });

        var sent = view.ToImageCoordinates(frame);

        Assert.Equal(7, sent.CaptureMicros);
        Assert.Equal(new Landmark(.5f, .5f, -.2f, .9f), sent.Landmarks.Span[0]);
    }

    [Fact]
    public void A_frame_without_a_person_stays_one() => Assert.True(CameraView.Front.ToImageCoordinates(new CapturedFrame(7, default)).Landmarks.IsEmpty);

    [Fact]
    public void In_image_coordinates_the_athlete_is_between_0_and_1()
    {
        var performance = new Athlete(4).Perform(Plans.Of("jump_jack") with { Noise = LandmarkNoise.None });
        foreach (var frame in performance.Frames)
        {
            foreach (var landmark in performance.View.ToImageCoordinates(frame).Landmarks.Span)
            {
                Assert.InRange(landmark.X, 0, 1);
                Assert.InRange(landmark.Y, 0, 1);
            }
        }
    }

    [Theory, MemberData(nameof(Plans.Exercises), MemberType = typeof(Plans))]
    public void Usual_views_can_be_had_and_belong_to_their_seed(string exercise) => Gen.ULong.Sample(seed =>
    {
        var view = CameraView.Usual(exercise, seed);
        view.Validate();
        var (from, to) = Repertoire.Find(exercise).UsualAzimuth;
        return view == CameraView.Usual(exercise, seed) && Math.Abs(view.Azimuth) >= from && Math.Abs(view.Azimuth) <= to;
    });

    [Fact]
    public void A_camera_that_cannot_stand_there_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => (CameraView.Front with { Distance = .1f }).Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => (CameraView.Front with { Aspect = 0 }).Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => (CameraView.Front with { Elevation = float.NaN }).Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => (CameraView.Front with { Azimuth = float.PositiveInfinity }).Validate());
    }
}
