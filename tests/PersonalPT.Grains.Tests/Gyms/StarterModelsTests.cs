using PersonalPT.Contracts;
using PersonalPT.Counting.Models;
using PersonalPT.Grains.Gyms;

namespace PersonalPT.Grains.Tests.Gyms;

public sealed class StarterModelsTests
{
    [Theory]
    [InlineData("squat", "Squat")]
    [InlineData("jump_jack", "Jump jack")]
    [InlineData("push-up", "Push up")]
    public void An_exercises_name_for_people_is_made_of_its_name_for_programs(string exercise, string name) =>
        Assert.Equal(name, StarterModels.DisplayName(exercise));

    [Fact]
    public void Every_starter_model_can_be_read_and_is_marked_as_one()
    {
        foreach (var (exercise, model) in StarterModels.Read(7))
        {
            Assert.True(Identifiers.IsName(exercise.ExerciseId));
            Assert.Equal(ModelOrigin.Starter, ExerciseModel.Parse(model.File).Origin);
            Assert.Equal((ModelOrigin.Starter, 7L), (model.Origin, model.CreatedMicros));
        }
    }
}
