namespace PersonalPT.Cli.Tests.Commands;

[Collection(ServerCollection.Name)]
public sealed class RestoreCommandTests(RunningServer server) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("personalpt-test-").FullName;

    private string Backup => Path.Combine(_folder, "backup.db");

    private string Restored => Path.Combine(_folder, "restored.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_backup_is_put_in_a_databases_place_only_if_nothing_is_lost_or_that_was_said()
    {
        await BackUpAsync();
        var line = Assert.Single((await RestoreAsync(Restored, "--json")).JsonLines);
        Assert.Equal((Restored, Backup), (line.GetProperty("file").GetString(), line.GetProperty("source").GetString()));

        Assert.Contains("--force", (await RestoreAsync(Restored)).RequireOneLineFailure(), StringComparison.Ordinal);
        var forced = await RestoreAsync(Restored, "--force");
        Assert.Equal(ExitCode.Ok, forced.ExitCode);
        Assert.Contains(Restored, forced.Output, StringComparison.Ordinal);
        Assert.StartsWith("Nothing to do", (await PersonalPTProcess.RunAsync("migrate", "--data", Restored)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_server_keeps_its_database()
    {
        await BackUpAsync();

        Assert.Contains("in use", (await RestoreAsync(server.DataFile, "--force")).RequireOneLineFailure(), StringComparison.Ordinal);
        Assert.NotEmpty((await server.RunAsync("models", "list", "--json")).JsonLines);
    }

    [Fact]
    public async Task What_is_no_backup_is_named_in_one_line_and_nothing_restored()
    {
        await File.WriteAllTextAsync(Backup, "a letter", TestContext.Current.CancellationToken);

        Assert.Contains(Backup, (await RestoreAsync(Restored)).RequireOneLineFailure(), StringComparison.Ordinal);
        Assert.False(File.Exists(Restored));
    }

    private async Task BackUpAsync() => Assert.Equal(ExitCode.Ok, (await PersonalPTProcess.RunAsync("backup", Backup, "--data", server.DataFile)).ExitCode);

    private Task<PersonalPTResult> RestoreAsync(string data, params string[] args) => PersonalPTProcess.RunAsync(["restore", Backup, "--data", data, .. args]);
}
