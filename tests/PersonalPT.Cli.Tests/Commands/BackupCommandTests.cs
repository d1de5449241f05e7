namespace PersonalPT.Cli.Tests.Commands;

[Collection(ServerCollection.Name)]
public sealed class BackupCommandTests(RunningServer server) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("personalpt-test-").FullName;

    private string Backup => Path.Combine(_folder, "backup.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_running_server_is_backed_up_and_goes_on()
    {
        var line = Assert.Single((await BackUpAsync("--json")).JsonLines);

        Assert.Equal(Backup, line.GetProperty("file").GetString());
        Assert.Equal(new FileInfo(Backup).Length, line.GetProperty("bytes").GetInt64());
        Assert.NotEmpty((await server.RunAsync("models", "list", "--json")).JsonLines);

        var refused = (await BackUpAsync()).RequireOneLineFailure();
        Assert.Contains(Backup, refused, StringComparison.Ordinal);
        Assert.Contains("--force", refused, StringComparison.Ordinal);
        var again = await BackUpAsync("--force");
        Assert.Equal(ExitCode.Ok, again.ExitCode);
        Assert.Contains(Backup, again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_named_in_one_line()
    {
        var nowhere = Path.Combine(_folder, "none.db");
        var refused = (await PersonalPTProcess.RunAsync("backup", Backup, "--data", nowhere)).RequireOneLineFailure();

        Assert.Contains(nowhere, refused, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private Task<PersonalPTResult> BackUpAsync(params string[] args) => PersonalPTProcess.RunAsync(["backup", Backup, "--data", server.DataFile, .. args]);
}
