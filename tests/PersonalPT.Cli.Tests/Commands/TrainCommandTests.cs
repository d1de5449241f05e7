using PersonalPT.Testing;

namespace PersonalPT.Cli.Tests.Commands;

[Collection(ServerCollection.Name)]
public sealed class TrainCommandTests(RunningServer server)
{
    private const string Name = "stu4_64";

    [Fact]
    public async Task A_preview_shows_the_reps_and_stores_nothing()
    {
        string[] gym = ["--gym", "preview"];
        var result = await server.RunAsync(["train", TestData.RepCountPose, Name, "--reps", "14", "--preview", "--json", .. gym]);
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);
        var line = Assert.Single(result.JsonLines);
        Assert.InRange(line.GetProperty("reps").GetArrayLength(), 13, 15);
        Assert.Equal(14, line.GetProperty("report").GetProperty("demonstration_reps").GetInt32());
        Assert.True(line.GetProperty("signal").GetArrayLength() > 500);
        Assert.Contains('^', result.Error);

        var versions = await server.RunAsync(["models", "list", "squat", "--json", .. gym]);
        Assert.Single(versions.JsonLines);
    }

    [Theory]
    [InlineData("--labelled")]
    [InlineData("--reps", "14")]
    [InlineData]
    public async Task An_exercise_that_is_new_is_taught_by_labels_by_number_or_by_nothing(params string[] labels)
    {
        string[] gym = ["--gym", $"taught-{labels.Length}"];
        var result = await server.RunAsync(
            ["train", TestData.RepCountPose, Name, "--exercise", "deep_squat", "--new", "--activate", "--json", .. labels, .. gym]);
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);
        var line = Assert.Single(result.JsonLines);
        Assert.Equal("deep_squat", line.GetProperty("exercise").GetString());
        Assert.Equal(1, line.GetProperty("version").GetInt32());
        Assert.True(line.GetProperty("active").GetBoolean());
        Assert.True(line.GetProperty("report").GetProperty("separation").GetDouble() > 1);
    }

    [Fact]
    public async Task An_exercise_that_the_gym_does_not_have_is_answered_with_those_that_it_has_and_what_to_type()
    {
        var line = (await server.RunAsync("train", TestData.RepCountPose, Name, "--exercise", "deep_squat", "--gym", "strict")).RequireOneLineFailure();
        Assert.Contains("deep_squat", line, StringComparison.Ordinal);
        Assert.Contains("push_up", line, StringComparison.Ordinal);
        Assert.Contains("--new", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_that_the_data_set_does_not_have_is_named()
    {
        var line = (await server.RunAsync("train", TestData.RepCountPose, "holiday")).RequireOneLineFailure();
        Assert.Contains("holiday", line, StringComparison.Ordinal);
    }
}
