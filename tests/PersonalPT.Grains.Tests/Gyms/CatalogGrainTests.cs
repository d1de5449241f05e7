using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Grains.Gyms;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Grains.Tests.Gyms;

public sealed class CatalogGrainTests(TestHouse house) : IClassFixture<TestHouse>
{
    private ICatalogGrain Catalog(string gym) => house.Client.GetGrain<ICatalogGrain>(gym);

    [Fact]
    public async Task A_new_gym_has_the_starter_exercises_and_every_one_can_be_counted()
    {
        var exercises = await Catalog("fresh").Exercises();
        Assert.Equal(StarterModels.Read(0).Select(s => s.Exercise), exercises);
        foreach (var exercise in exercises)
            Assert.Equal(new ModelReference("", exercise.ExerciseId, 1), await Catalog("fresh").Resolve("anna", exercise.ExerciseId));
    }

    [Fact]
    public async Task Exercises_are_added_renamed_and_given_in_order()
    {
        var gym = Catalog("growing");
        var starters = (await gym.Exercises()).Count;
        await gym.Put("zercher", "Zercher");
        await gym.Put("aerobics", "Aerobics");
        await gym.Put("zercher", "Zercher squat");
        Assert.True(await gym.Has("zercher"));
        Assert.False(await gym.Has("juggling"));
        var exercises = await gym.Exercises();
        Assert.Equal(starters + 2, exercises.Count);
        Assert.Equal(exercises.OrderBy(e => e.ExerciseId, StringComparer.Ordinal), exercises);
        Assert.Contains(new Exercise("zercher", "Zercher squat"), exercises);
    }

    [Fact]
    public async Task An_athletes_own_model_goes_before_the_catalogs()
    {
        var gym = await house.NewGym();
        Assert.Equal(new ModelReference("", "squat", 1), await Catalog(gym).Resolve("anna", "squat"));
        await house.Teach(gym, "anna", "squat");
        Assert.Equal(new ModelReference("anna", "squat", 1), await Catalog(gym).Resolve("anna", "squat"));
        Assert.Equal(new ModelReference("", "squat", 1), await Catalog(gym).Resolve("berta", "squat"));
    }

    [Fact]
    public async Task An_exercise_that_nobody_taught_has_no_model()
    {
        await Catalog("untaught").Put("juggling", "Juggling");
        Assert.Null(await Catalog("untaught").Resolve("anna", "juggling"));
        Assert.Null(await Catalog("untaught").Resolve("anna", "nothing"));
    }
}
