namespace PersonalPT.Cli.Tests.Commands;

[Collection(ServerCollection.Name)]
public sealed class ModelsCommandTests(RunningServer server)
{
    [Fact]
    public async Task A_new_gym_lists_exercises_that_are_counted_at_once()
    {
        var lines = (await DoneAsync("models", "list", "--gym", "new-gym")).JsonLines;
        Assert.Contains(lines, l => l.GetProperty("exercise").GetString() == "squat" && l.GetProperty("starter").GetBoolean());
        Assert.True(lines.Length >= 8);
    }

    [Fact]
    public async Task A_model_goes_out_and_comes_back_as_the_next_version_and_can_be_rolled_back()
    {
        string[] gym = ["--gym", "round-trip"];
        var file = Path.Combine(server.Folder, "round-trip.ptmodel");
        var exported = Assert.Single((await DoneAsync(["models", "export", "squat", file, .. gym])).JsonLines);
        Assert.Equal(new FileInfo(file).Length, exported.GetProperty("bytes").GetInt64());

        var imported = Assert.Single((await DoneAsync(["models", "import", "squat", file, "--activate", .. gym])).JsonLines);
        Assert.Equal(2, imported.GetProperty("version").GetInt32());
        Assert.True(imported.GetProperty("active").GetBoolean());

        var rolledBack = Assert.Single((await DoneAsync(["models", "rollback", "squat", .. gym])).JsonLines);
        Assert.Equal(1, rolledBack.GetProperty("version").GetInt32());

        var activated = Assert.Single((await DoneAsync(["models", "activate", "squat", "2", .. gym])).JsonLines);
        Assert.Equal(2, activated.GetProperty("version").GetInt32());

        var versions = (await DoneAsync(["models", "list", "squat", .. gym])).JsonLines;
        Assert.Equal([(1, false), (2, true)], versions.Select(v => (v.GetProperty("version").GetInt32(), v.GetProperty("active").GetBoolean())));
    }

    [Fact]
    public async Task Whoever_activates_is_told_how_to_undo_it_where_there_was_something_before()
    {
        string[] gym = ["--gym", "undo"];
        var file = Path.Combine(server.Folder, "undo.ptmodel");
        await DoneAsync(["models", "export", "squat", file, .. gym]);

        var first = await DoneAsync(["models", "import", "squat", file, "--activate", "--athlete", "ada", .. gym]);
        Assert.DoesNotContain("rollback", first.Error, StringComparison.Ordinal);
        var second = await DoneAsync(["models", "import", "squat", file, "--activate", "--athlete", "ada", .. gym]);
        Assert.Contains("personalpt models rollback squat --athlete ada", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_of_a_future_version_is_refused_in_one_line_and_nothing_changes()
    {
        string[] gym = ["--gym", "future"];
        var file = Path.Combine(server.Folder, "future.ptmodel");
        await DoneAsync(["models", "export", "squat", file, .. gym]);
        // In protobuf the last value of a field counts: field 1, the format's version, becomes 99.
        await File.AppendAllBytesAsync(file, [0x08, 99], TestContext.Current.CancellationToken);

        var line = (await server.RunAsync(["models", "import", "squat", file, "--activate", .. gym])).RequireOneLineFailure();
        Assert.Contains("99", line, StringComparison.Ordinal);
        Assert.Single((await DoneAsync(["models", "list", "squat", .. gym])).JsonLines);
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_refused_in_one_line()
    {
        var file = Path.Combine(server.Folder, "letter.txt");
        await File.WriteAllTextAsync(file, "Dear coach, this is not a model.", TestContext.Current.CancellationToken);
        (await server.RunAsync("models", "import", "squat", file)).RequireOneLineFailure();
        Assert.Contains("no-such", (await server.RunAsync("models", "import", "squat", "no-such.file")).RequireOneLineFailure(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models", "list", "squta")]
    [InlineData("models", "activate", "squta", "1")]
    [InlineData("models", "rollback", "squta")]
    [InlineData("models", "export", "squta", "f")]
    public async Task An_unknown_exercise_is_answered_with_those_that_there_are(params string[] args)
    {
        var line = (await server.RunAsync(args)).RequireOneLineFailure();
        Assert.Contains("squta", line, StringComparison.Ordinal);
        Assert.Contains("squat", line, StringComparison.Ordinal);
        Assert.Contains("push_up", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_refused_in_one_line() =>
        (await server.RunAsync("models", "activate", "squat", "77", "--gym", "no-version")).RequireOneLineFailure();

    private async Task<PersonalPTResult> DoneAsync(params string[] args)
    {
        var result = await server.RunAsync([.. args, "--json"]);
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);
        return result;
    }
}
