using PersonalPT.Athletes.Cameras;
using PersonalPT.Athletes.Workouts;

namespace PersonalPT.Athletes.Tests.Workouts;

public sealed class WorkoutTests
{
    [Fact]
    public void What_cannot_be_done_is_refused_with_the_reason()
    {
        var workout = Plans.Of("squat");
        var set = workout.Sets[0];
        (Workout Workout, string Reason)[] refused =
        [
            (workout with { Sets = [] }, "at least one set"), (workout with { Sets = [set with { Reps = 0 }] }, "at least one rep"),
            (workout with { Sets = [set with { Exercise = "handstand" }] }, "handstand"), (workout with { Sets = [set with { SecondsPerRep = double.NaN }] }, "seconds"),
            (workout with { FrameRate = 4 }, "5 to 120"), (workout with { FrameRate = double.NaN }, "5 to 120"), (workout with { FrameJitter = .5 }, "jitter"),
            (workout with { DroppedFrames = 1 }, "missing frames"), (workout with { PersonLost = -1 }, "missing frames"),
            (workout with { Rest = TimeSpan.FromSeconds(-1) }, "negative"), (workout with { Noise = LandmarkNoise.Phone with { Jitter = -1 } }, "Noise"),
            (workout with { View = CameraView.Front with { Aspect = 9 } }, "aspect"),
        ];
        foreach (var (impossible, reason) in refused)
            Assert.Contains(reason, Assert.ThrowsAny<ArgumentException>(() => new Athlete(1).Perform(impossible)).Message, StringComparison.OrdinalIgnoreCase);
    }
}
