using CsCheck;
using PersonalPT.Athletes.Cameras;
using PersonalPT.Athletes.Tests.Workouts;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Tests;

public sealed class AthleteTests
{
    [Fact]
    public void The_same_seed_and_workout_give_the_same_frames_bit_for_bit() => Gen.ULong.Sample(seed =>
    {
        var once = new Athlete(seed).Perform(Plans.Everything);
        var again = new Athlete(seed).Perform(Plans.Everything);
        Assert.Equal(once.Sets.SelectMany(set => set.Reps), again.Sets.SelectMany(set => set.Reps));
        Assert.True(Same(once.Frames, again.Frames));
    }, iter: 5);

    [Fact]
    public void Every_enumeration_gives_the_same_frames()
    {
        var frames = new Athlete(1).Perform(Plans.Of("situp")).Frames;
        Assert.True(Same(frames, frames));
    }

    [Fact]
    public void Other_seeds_give_other_frames() => Gen.ULong.Sample(
        seed => !Same(new Athlete(seed).Perform(Plans.Of("squat")).Frames.Take(10), new Athlete(seed + 1).Perform(Plans.Of("squat")).Frames.Take(10)), iter: 20);

    [Fact]
    public void Noise_and_camera_do_not_change_what_is_done()
    {
        var plain = new Athlete(3).Perform(Plans.Of("push_up"));
        var other = new Athlete(3).Perform(Plans.Of("push_up") with { Noise = LandmarkNoise.Poor, View = CameraView.Front, FrameRate = 15 });
        Assert.Equal(plain.Sets[0].Reps, other.Sets[0].Reps);
    }

    [Fact]
    public void Thousands_of_athletes_can_be_enumerated_at_once()
    {
        var all = Enumerable.Range(0, 2000).Select(seed => new Athlete((ulong)seed).Perform(Plans.Of("squat")).Frames.GetEnumerator()).ToArray();
        for (var frame = 0; frame < 3; frame++)
            Assert.All(all, frames => Assert.True(frames.MoveNext()));
        foreach (var frames in all)
            frames.Dispose();
    }

    private static bool Same(IEnumerable<CapturedFrame> one, IEnumerable<CapturedFrame> two) => one.Zip(two).All(pair =>
        pair.First.CaptureMicros == pair.Second.CaptureMicros && pair.First.Landmarks.Span.SequenceEqual(pair.Second.Landmarks.Span)) && one.Count() == two.Count();
}
