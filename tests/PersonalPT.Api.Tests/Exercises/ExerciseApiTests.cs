using Grpc.Core;
using PersonalPT.Api.Tests.House;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Exercises;

public sealed class ExerciseApiTests(RunningServer server) : ServerTest(server)
{
    [Fact]
    public async Task A_new_gym_has_starters_that_count_at_once()
    {
        var exercises = (await As("athlete", "anna").Exercises.ListExercisesAsync(new ListExercisesRequest(), cancellationToken: Patience)).Exercises;

        Assert.Equal(8, exercises.Count);
        Assert.All(exercises, e => Assert.True(e.Starter && e.Model is { Version: 1, AthleteId: "" } && e.Model.ExerciseId == e.ExerciseId && e.DisplayName.Length > 0));
    }

    [Fact]
    public async Task An_exercise_is_added_and_renamed_by_the_same_call()
    {
        var staff = As("staff", "boss");

        var added = await staff.Exercises.PutExerciseAsync(new PutExerciseRequest { ExerciseId = "wall_sit", DisplayName = "Wall sit" }, cancellationToken: Patience);
        Assert.Equal(new Exercise { ExerciseId = "wall_sit", DisplayName = "Wall sit" }, added.Exercise);
        await staff.Exercises.PutExerciseAsync(new PutExerciseRequest { ExerciseId = "wall_sit", DisplayName = " Wandsitzen " }, cancellationToken: Patience);

        var listed = (await staff.Exercises.ListExercisesAsync(new ListExercisesRequest(), cancellationToken: Patience)).Exercises;
        Assert.Equal("Wandsitzen", Assert.Single(listed, e => e.ExerciseId == "wall_sit").DisplayName);
    }

    [Theory]
    [InlineData("Lunge", "Lunge", "exercise_id")]
    [InlineData("lunge", "", "display_name")]
    [InlineData("lunge", "   ", "display_name")]
    [InlineData("lunge", "a\nb", "display_name")]
    public async Task What_is_no_name_is_refused_by_its_field(string id, string name, string field)
    {
        var error = await Refused(StatusCode.InvalidArgument, () => As("staff", "boss").Exercises.PutExerciseAsync(
            new PutExerciseRequest { ExerciseId = id, DisplayName = name }, cancellationToken: Patience).ResponseAsync);

        Assert.Equal(field, FieldOf(error));
    }
}
