namespace PersonalPT.Cli.Tests.Commands;

[Collection(ServerCollection.Name)]
public sealed class WatchCommandTests(RunningServer server)
{
    [Fact]
    public async Task A_session_that_is_not_there_is_refused_in_one_line() =>
        (await server.RunAsync("watch", "00000000-0000-4000-8000-000000000000")).RequireOneLineFailure();

    [Fact]
    public async Task Where_no_session_is_live_it_says_how_to_start_one()
    {
        var result = await server.RunAsync("watch", "--gym", "empty-gym");
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);
        Assert.Contains("personalpt replay", result.Output, StringComparison.Ordinal);
    }
}
