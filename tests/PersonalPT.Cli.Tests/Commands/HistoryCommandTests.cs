namespace PersonalPT.Cli.Tests.Commands;

[Collection(ServerCollection.Name)]
public sealed class HistoryCommandTests(RunningServer server)
{
    [Fact]
    public async Task Who_did_nothing_yet_is_told_how_to_begin()
    {
        var result = await server.RunAsync("history", "--user", "newcomer");
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);
        Assert.Contains("personalpt replay", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_elses_history_is_refused_in_one_line() =>
        (await server.RunAsync("history", "--user", "ada", "--athlete", "ben")).RequireOneLineFailure();
}
