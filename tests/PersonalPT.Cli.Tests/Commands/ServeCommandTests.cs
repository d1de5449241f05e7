using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;

namespace PersonalPT.Cli.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class ServeCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("personalpt-test-").FullName;

    private string DataFile => Path.Combine(_folder, "gym.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_runs_until_Ctrl_C_and_ends_in_good_order()
    {
        var server = new RunningServer();
        await using (server)
        {
            await server.InitializeAsync();
            Assert.StartsWith("http://", server.Address, StringComparison.Ordinal);
            Assert.StartsWith("http://", server.Serving.GetProperty("web").GetString(), StringComparison.Ordinal);
            Assert.StartsWith("http://", server.Serving.GetProperty("browsers").GetString(), StringComparison.Ordinal);

            var ended = await server.StopAsync();
            Assert.Equal(ExitCode.Ok, ended.ExitCode);
            Assert.Empty(ended.Output);
        }
    }

    [Fact]
    public async Task A_port_in_use_is_named_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        string[] ports = ["--port", "--web-port", "--browser-port"];
        foreach (var option in ports)
        {
            var others = ports.Where(o => o != option).SelectMany(o => (IEnumerable<string>)[o, "0"]);
            var line = (await ServeAsync([option, $"{port}", .. others])).RequireOneLineFailure();
            Assert.Contains($"{port}", line, StringComparison.Ordinal);
            Assert.Contains($" {option} ", line, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(DataFile));
    }

    [Fact]
    public async Task A_corrupt_database_is_named_in_one_line_and_left_as_it_is()
    {
        var bytes = new byte[20_000];
        new Random(3).NextBytes(bytes);
        await File.WriteAllBytesAsync(DataFile, bytes, TestContext.Current.CancellationToken);

        Assert.Contains("gym.db", (await ServeAsync("--port", "0", "--web-port", "0")).RequireOneLineFailure(), StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(DataFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_named_in_one_line_and_keeps_its_data()
    {
        await MakeNewerDatabaseAsync();
        Assert.Contains("gym.db", (await ServeAsync("--port", "0", "--web-port", "0")).RequireOneLineFailure(), StringComparison.Ordinal);
        Assert.Equal(1L, await QueryAsync("SELECT count(*) FROM __EFMigrationsHistory WHERE MigrationId LIKE '9999%'"));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named_in_one_line()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "no folder", TestContext.Current.CancellationToken);
        var result = await PersonalPTProcess.RunAsync("serve", "--port", "0", "--web-port", "0", "--data", Path.Combine(_folder, "file", "gym.db"));
        Assert.Contains(Path.Combine(_folder, "file"), result.RequireOneLineFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_development_identity_does_not_go_on_the_network()
    {
        var line = (await ServeAsync("--port", "0", "--web-port", "0", "--lan", "--identity", "Development")).RequireOneLineFailure();

        Assert.Contains("use local accounts", line, StringComparison.Ordinal);
        Assert.False(File.Exists(DataFile));
    }

    [Fact]
    public async Task On_the_network_it_speaks_TLS_and_says_where_to_set_it_up()
    {
        using var server = PersonalPTProcess.Start("serve", "--json", "--lan", "--port", "0", "--web-port", "0", "--data", DataFile);
        var serving = System.Text.Json.JsonDocument.Parse((await server.ReadLineAsync())!).RootElement;
        foreach (var name in new[] { "grpc", "web", "browsers" })
        {
            var address = new Uri(serving.GetProperty(name).GetString()!);
            Assert.Equal("https", address.Scheme);
            Assert.NotEqual("0.0.0.0", address.Host);
        }

        await server.InterruptAsync();
        var ended = await server.EndAsync();
        Assert.Equal(ExitCode.Ok, ended.ExitCode);
        Assert.Contains("/setup?code=", ended.Error, StringComparison.Ordinal);
        Assert.Contains("█▀", ended.Error, StringComparison.Ordinal);
        Assert.Matches($"Code (...-){{3}}...; the certificate's SHA-256 is {serving.GetProperty("fingerprint").GetString()}", ended.Error);
        Assert.Contains($"personalpt sign-in --server {serving.GetProperty("grpc").GetString()}", ended.Error, StringComparison.Ordinal);
    }

    private Task<PersonalPTResult> ServeAsync(params string[] args) => PersonalPTProcess.RunAsync(["serve", "--data", DataFile, .. args]);

    private async Task MakeNewerDatabaseAsync()
    {
        using (var server = PersonalPTProcess.Start("serve", "--json", "--port", "0", "--web-port", "0", "--data", DataFile))
        {
            Assert.NotNull(await server.ReadLineAsync());
            await server.InterruptAsync();
            Assert.Equal(ExitCode.Ok, (await server.EndAsync()).ExitCode);
        }

        await QueryAsync("INSERT INTO __EFMigrationsHistory (MigrationId, ProductVersion) VALUES ('99991231000000_Future', '99.0.0'); SELECT 1");
    }

    private async Task<object?> QueryAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={DataFile};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements stand above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
