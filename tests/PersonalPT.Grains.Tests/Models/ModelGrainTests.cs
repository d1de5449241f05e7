using PersonalPT.Athletes;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Grains.Tests.Models;

public sealed class ModelGrainTests(TestHouse house) : IClassFixture<TestHouse>
{
    private static readonly Demonstration s_demonstration = Demonstration.Film("squat", seed: 3);

    internal static Lesson Squatting { get; } = new(Pack(s_demonstration.Frames), s_demonstration.Labels, SwapPoses: false);

    internal static Lesson Nothing { get; } = new(Pack([.. s_demonstration.Frames.Select(f => f with { Landmarks = default })]), new DemonstrationLabels.Unlabelled(), SwapPoses: false);

    [Fact]
    public async Task A_lesson_makes_the_next_version_and_the_same_request_the_same_one()
    {
        var model = house.Model(await house.NewGym(), "anna", "squat");
        Assert.Equal(0, await model.ActiveVersion());
        Assert.Null(await model.Active());

        var first = await model.Train("lesson-1", Squatting, activate: true, "carla");
        var again = await model.Train("lesson-1", Squatting, activate: true, "carla");
        var second = await model.Train("lesson-2", Squatting, activate: false, "carla");

        Assert.Equal(new ModelReference("anna", "squat", 1), first.Version!.Reference);
        Assert.Equal(1, again.Version!.Reference.Version);
        Assert.Equal((2, false), (second.Version!.Reference.Version, second.Version.Active));
        Assert.Equal((true, "carla", ModelOrigin.Demonstration), (first.Version.Active, first.Version.CreatedBy, first.Version.Origin));
        Assert.Equal(s_demonstration.Reps.Count, first.Version.Report.DemonstrationReps);
        Assert.Equal([1, 2], (await model.Versions()).Select(v => v.Reference.Version));
        Assert.Equal([true, false], (await model.Versions()).Select(v => v.Active));
        var expected = OneShotTrainer.Train(s_demonstration.Frames, s_demonstration.Labels, ct: TestContext.Current.CancellationToken).ToBytes();
        Assert.Equal(expected, (await model.Active())!.File);
        Assert.Equal(expected, (await model.Content(2))!.File);
        Assert.Null(await model.Content(3));
    }

    [Fact]
    public async Task A_demonstration_that_shows_nothing_is_refused_with_the_reason()
    {
        var result = await house.Model(await house.NewGym(), "anna", "squat").Train("lesson", Nothing, activate: true, "carla");
        Assert.Equal(RefusalKind.Demonstration, result.Refusal!.Kind);
        Assert.NotEmpty(result.Refusal.Message);
        Assert.Null(result.Version);
    }

    [Fact]
    public async Task What_does_not_exist_is_refused_in_plain_words()
    {
        var gym = await house.NewGym();
        var model = house.Model(gym, "", "squat");
        Assert.Equal(RefusalKind.NoSuchExercise, (await house.Model(gym, "", "juggling").Train("r", Squatting, true, "c")).Refusal!.Kind);
        Assert.Equal(RefusalKind.NoSuchExercise, (await house.Model(gym, "", "juggling").Import("r", Taught.File("squat"), true, "c")).Refusal!.Kind);
        Assert.Equal(RefusalKind.ModelFile, (await model.Import("r", [1, 2, 3], true, "c")).Refusal!.Kind);
        Assert.Equal(
            new Refusal(RefusalKind.NoSuchVersion, "There is no version 9 of this model. Its only version is 1."), (await model.Activate(9, "c")).Refusal);
        Assert.Equal(RefusalKind.NothingToRollBack, (await model.RollBack(1, "c")).Refusal!.Kind);
        Assert.Equal(RefusalKind.NothingToRollBack, (await house.Model(gym, "anna", "squat").RollBack(0, "c")).Refusal!.Kind);
    }

    [Fact]
    public async Task Rolling_back_goes_to_what_was_active_before_and_further_each_time()
    {
        var gym = await house.NewGym();
        var model = house.Model(gym, "", "squat");
        await house.Teach(gym, "", "squat");
        await house.Teach(gym, "", "squat");
        await model.Activate(3, "carla");

        Assert.Equal(RefusalKind.Conflict, (await model.RollBack(2, "carla")).Refusal!.Kind);
        Assert.Equal(2, (await model.RollBack(3, "carla")).Version!.Reference.Version);
        Assert.Equal(1, (await model.RollBack(2, "carla")).Version!.Reference.Version);
        Assert.Equal(RefusalKind.NothingToRollBack, (await model.RollBack(1, "carla")).Refusal!.Kind);
        Assert.Equal(1, await model.ActiveVersion());
        Assert.True((await model.Activate(3, "carla")).Version!.Active);
    }

    [Fact]
    public async Task An_exported_model_is_imported_as_it_is()
    {
        var gym = await house.NewGym();
        await house.Client.GetGrain<ICatalogGrain>(gym).Put("deep_squat", "Deep squat");
        var file = (await house.Model(gym, "", "squat").Active())!.File;
        var imported = await house.Model(gym, "berta", "deep_squat").Import("import-1", file, activate: false, "carla");
        Assert.False(imported.Version!.Active);
        Assert.Equal(file, (await house.Model(gym, "berta", "deep_squat").Content(1))!.File);
    }

    private static PackedFrames Pack(IReadOnlyList<CapturedFrame> frames) => new(
        [.. frames.Select(f => f.CaptureMicros)], [.. frames.Select(f => !f.Landmarks.IsEmpty)], [.. frames.SelectMany(f => f.Landmarks.ToArray())]);
}
