using PersonalPT.Athletes.Cameras;
using PersonalPT.Athletes.Tests.Workouts;
using PersonalPT.Counting;
using PersonalPT.Counting.Models;

namespace PersonalPT.Athletes.Tests;

public sealed class StarterModelsTests
{
    public static TheoryData<string> Starters => [.. StarterModels.Exercises];

    [Fact]
    public void There_are_eight() => Assert.Equal(8, StarterModels.Exercises.Distinct().Count());

    [Theory, MemberData(nameof(Starters))]
    public void A_starter_says_that_it_is_one_and_fits_its_own_demonstration(string exercise)
    {
        var model = StarterModels.Create(exercise);

        Assert.Equal(ModelOrigin.Starter, model.Origin);
        Assert.Equal(model.Report.DemonstrationReps, model.Report.CountedReps);
        Assert.True(model.Report.Separation > 4, $"{model.Report.Separation}");
        Assert.True(model.ToBytes().Length <= 16 * 1024);
    }

    [Theory, MemberData(nameof(Starters))]
    public void A_starter_is_the_same_whenever_it_is_made(string exercise) =>
        Assert.Equal(StarterModels.Create(exercise).ToBytes(), StarterModels.Create(exercise).ToBytes());

    [Theory, MemberData(nameof(Starters))]
    public void A_starter_counts_other_athletes_from_anywhere(string exercise)
    {
        var model = StarterModels.Create(exercise);
        const int Athletes = 20;
        var exact = 0;
        for (var seed = 0UL; seed < Athletes; seed++)
        {
            var workout = Plans.Of(exercise, 4 + (int)(seed % 7)) with { View = CameraView.Anywhere(seed) };
            var performance = new Athlete(seed).Perform(workout);
            if (FinalCount(model, performance.Frames) == performance.Sets[0].Reps.Count)
                exact++;
        }

        Assert.True(exact >= .9 * Athletes, $"{exact} of {Athletes} exact");
    }

    private static int FinalCount(ExerciseModel model, IEnumerable<Counting.Skeletons.CapturedFrame> frames)
    {
        // The whole recording as one set: what is tested here are the models, not where the counter sees sets end.
        var counter = new RepCounter(model, new CountingSettings { SplitSets = false });
        List<CountingEvent> events = [];
        var input = 0L;
        foreach (var frame in frames)
            counter.Push(input++, frame.CaptureMicros, frame.Landmarks.Span, events);
        counter.EndSet(input, SetEndReason.SessionEnded, events);
        return events.OfType<SetEnded>().Sum(ended => ended.FinalVote);
    }
}
