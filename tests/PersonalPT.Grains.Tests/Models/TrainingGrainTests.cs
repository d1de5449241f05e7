using PersonalPT.Contracts.Models;
using PersonalPT.Counting.Training;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Grains.Tests.Models;

public sealed class TrainingGrainTests(TestHouse house) : IClassFixture<TestHouse>
{
    private ITrainingGrain Training => house.Client.GetGrain<ITrainingGrain>(0);

    [Fact]
    public async Task A_preview_shows_what_the_trainer_finds_though_it_crosses_between_processes()
    {
        var lesson = ModelGrainTests.Squatting;
        var result = await Training.Preview(lesson);
        var expected = OneShotTrainer.Preview(lesson.Frames.Unpack(), lesson.Labels, lesson.SwapPoses, TestContext.Current.CancellationToken);
        Assert.Null(result.Refusal);
        Assert.Equal(expected.Reps, result.Preview!.Reps);
        Assert.Equal(expected.Signal, result.Preview.Signal);
        Assert.Equal(expected.ActivePose, result.Preview.ActivePose);
        Assert.Equal(expected.PoseConfidence, result.Preview.PoseConfidence);
        Assert.Equal(expected.Report.Features, result.Preview.Report.Features);
    }

    [Fact]
    public async Task A_demonstration_that_shows_nothing_is_refused_with_the_reason() =>
        Assert.Equal(RefusalKind.Demonstration, (await Training.Preview(ModelGrainTests.Nothing)).Refusal!.Kind);

    [Fact]
    public async Task More_lessons_than_processors_are_all_learnt() =>
        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 3 * Environment.ProcessorCount).Select(_ => Training.Preview(ModelGrainTests.Squatting))),
            result => Assert.NotNull(result.Preview));
}
