using CsCheck;
using PersonalPT.Protocol.Plans;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Protocol.Tests.Plans;

public sealed class PlanProgressTests
{
    private const long Second = 1_000_000;

    private static readonly string[] s_exercises = ["squat", "lunge", "push-up"];

    private static readonly SetEndReason[] s_reasons =
        [SetEndReason.Rest, SetEndReason.Client, SetEndReason.NobodySeen, SetEndReason.Gap, SetEndReason.Continued];

    private static readonly Gen<PlanItem> s_item = Gen.Select(
        Gen.Int[0, 1], Gen.UInt[1, 3], Gen.UInt[0, 90], (exercise, sets, rest) => new PlanItem { ExerciseId = s_exercises[exercise], Sets = sets, RestSeconds = rest });

    private static readonly Gen<(string Exercise, uint Reps, SetEndReason Reason)> s_set = Gen.Select(
        Gen.Int[0, 2], Gen.UInt[0, 9],
        Gen.Int[0, s_reasons.Length - 1], (exercise, reps, reason) => (s_exercises[exercise], reps, s_reasons[reason]));

    [Fact]
    public void Whatever_is_done_no_set_is_counted_twice_and_no_item_beyond_its_sets() => Gen.Select(s_item.List[1, 5], s_set.List[0, 12]).Sample((items, done) =>
    {
        var sets = done.Select((set, i) => new PerformedSet((uint)i + 1, set.Exercise, set.Reps, set.Reason, (i + 1) * 100 * Second)).ToList();

        var progress = PlanProgress.Of(items, sets);

        var counted = progress.Items.SelectMany(item => item.Sets).SelectMany(set => set.SetNumbers).ToList();
        Assert.Equal(counted.Distinct().Count(), counted.Count);
        Assert.All(progress.Items, item => Assert.True(item.Sets.Count <= item.Item.Sets));
        Assert.All(progress.Items, item => Assert.All(item.Sets, set =>
        {
            Assert.All(set.SetNumbers, number => Assert.Equal(item.Item.ExerciseId, sets[(int)number - 1].ExerciseId));
            Assert.Equal(set.Reps, (uint)set.SetNumbers.Sum(number => sets[(int)number - 1].Reps));
        }));
        Assert.Equal(progress.SetsPlanned, (uint)items.Sum(item => item.Sets));
        Assert.Equal(progress.SetsDone == progress.SetsPlanned, progress.Next is null);
        Assert.False(progress.IsRunning);
    });

    [Fact]
    public void An_item_is_left_over_only_where_too_few_sets_of_its_exercise_were_done() => Gen.Select(s_item.List[1, 5], s_set.List[0, 12]).Sample((items, done) =>
    {
        // None of them cut, so that each is a set of its own.
        var sets = done.Select((set, i) => new PerformedSet((uint)i + 1, set.Exercise, set.Reps + 1, SetEndReason.Rest, (i + 1) * 100 * Second)).ToList();

        var progress = PlanProgress.Of(items, sets);

        foreach (var exercise in s_exercises)
        {
            var planned = items.Where(item => item.ExerciseId == exercise).Sum(item => item.Sets);
            Assert.Equal(Math.Min(planned, sets.Count(set => set.ExerciseId == exercise)), progress.Items.Where(item => item.Item.ExerciseId == exercise).Sum(item => item.Sets.Count));
        }
    });

    [Fact]
    public void What_is_left_of_a_rest_runs_out_and_never_below_nothing()
    {
        var progress = PlanProgress.Of(
            [new PlanItem { ExerciseId = "squat", Sets = 2, RestSeconds = 90 }], [new PerformedSet(1, "squat", 5, SetEndReason.Rest, 100 * Second)], "squat");

        Assert.Equal(TimeSpan.FromSeconds(90), progress.RestLeft(100 * Second));
        Assert.Equal(TimeSpan.FromSeconds(30), progress.RestLeft(160 * Second));
        Assert.Equal(TimeSpan.Zero, progress.RestLeft(200 * Second));
    }
}
