namespace PersonalPT.Cli.Tests.Commands;

[Collection(ServerCollection.Name)]
public sealed class ExportCommandTests(RunningServer server)
{
    [Fact]
    public async Task Of_somebody_who_was_never_there_nothing_is_written_and_it_says_who_and_where()
    {
        var file = Path.Combine(server.Folder, "nobody.zip");
        // Asking leaves him unknown.
        for (var i = 0; i < 2; i++)
        {
            var line = (await server.RunAsync("export", "--athlete", "nobody-ever", file)).RequireOneLineFailure();
            Assert.Contains("'nobody-ever'", line, StringComparison.Ordinal);
            Assert.Contains(server.Address, line, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(server.Folder, "nobody.zip*"));
    }

    [Fact]
    public async Task Whoever_asks_for_himself_gets_an_archive()
    {
        var file = Path.Combine(server.Folder, "newcomer.zip");
        var result = await server.RunAsync("export", "--role", "athlete", "--user", "export-newcomer", file);
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);
        Assert.True(File.Exists(file));
    }
}
