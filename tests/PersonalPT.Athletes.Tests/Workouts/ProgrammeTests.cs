using System.Numerics;
using CsCheck;
using PersonalPT.Athletes.Bodies;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Tests.Workouts;

public sealed class ProgrammeTests
{
    [Fact]
    public void Stretches_follow_each_other_without_gaps() => Gen.ULong.Sample(seed =>
    {
        var stretches = Programmes.Of(seed, Body.FromSeed(seed), Plans.Everything).Stretches;
        return stretches[0].Start == 0 && stretches.Zip(stretches.Skip(1), (a, b) => a.End == b.Start && a.End > a.Start).All(holds => holds);
    }, iter: 50);

    [Fact]
    public void Nobody_jumps_from_one_place_to_another() => Gen.ULong.Sample(seed =>
    {
        var body = Body.FromSeed(seed);
        var programme = Programmes.Of(seed, body, Plans.Everything);
        var before = new Vector3[Skeleton.LandmarkCount];
        var after = new Vector3[Skeleton.LandmarkCount];
        foreach (var (one, next) in programme.Stretches.Zip(programme.Stretches.Skip(1)))
        {
            Figure.Place(body, one.At(one.End), before);
            Figure.Place(body, next.At(next.Start), after);
            for (var i = 0; i < before.Length; i++)
                Assert.True(Vector3.Distance(before[i], after[i]) < .02f, $"{one.GetType().Name} to {next.GetType().Name}, {(BodyLandmark)i}: {Vector3.Distance(before[i], after[i])}");
        }
    }, iter: 20);

    [Fact]
    public void No_joint_is_faster_than_a_human_one() => Gen.ULong.Sample(seed =>
    {
        var body = Body.FromSeed(seed);
        var programme = Programmes.Of(seed, body, Plans.Everything);
        var before = new Vector3[Skeleton.LandmarkCount];
        var after = new Vector3[Skeleton.LandmarkCount];
        foreach (var stretch in programme.Stretches)
        {
            for (var seconds = stretch.Start; seconds < stretch.End - .01; seconds += .05)
            {
                Figure.Place(body, stretch.At(seconds), before);
                Figure.Place(body, stretch.At(seconds + .01), after);
                for (var i = 0; i < before.Length; i++)
                    Assert.True(Vector3.Distance(before[i], after[i]) < .1f, $"{stretch.GetType().Name}, {(BodyLandmark)i}: {100 * Vector3.Distance(before[i], after[i])} m/s");
            }
        }
    }, iter: 10);

    [Fact]
    public void Other_movements_are_told_and_are_apart_from_the_sets() => Gen.ULong.Sample(seed =>
    {
        var performance = new Athlete(seed).Perform(Plans.Everything);
        Assert.Equal(1 + Plans.Everything.Sets.Count, performance.OtherMovements.Count);
        Assert.All(performance.OtherMovements, other => Assert.DoesNotContain(
            performance.Sets.SelectMany(set => set.Reps), rep => rep.EndMicros > other.StartMicros && rep.StartMicros < other.EndMicros));
    }, iter: 20);

    [Fact]
    public void Reps_take_as_long_as_asked()
    {
        var workout = Plans.Of("squat", 20);
        var reps = new Athlete(11).Perform(workout with { Sets = [workout.Sets[0] with { SecondsPerRep = 2 }] }).Sets[0].Reps;
        Assert.InRange((reps[^1].StartMicros - reps[0].StartMicros) / 19e6, 1.8, 2.6);
    }
}
