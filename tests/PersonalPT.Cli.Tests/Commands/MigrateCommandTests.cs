using System.Runtime.Versioning;
using PersonalPT.Testing.PostgreSql;

namespace PersonalPT.Cli.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class MigrateCommandTests(PostgreSqlCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("personalpt-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_PostgreSQL_database_is_made_ready_once_and_then_served()
    {
        var database = await cluster.CreateEmptyAsync(Cancel);
        var refused = (await PersonalPTProcess.RunAsync("serve", "--port", "0", "--web-port", "0", "--postgres", database)).RequireOneLineFailure();
        Assert.Contains("personalpt migrate", refused, StringComparison.Ordinal);

        var first = Assert.Single((await PersonalPTProcess.RunAsync("migrate", "--json", "--postgres", database)).JsonLines);
        Assert.False(first.TryGetProperty("from", out _));
        Assert.True(first.GetProperty("changed").GetBoolean());
        var second = Assert.Single((await PersonalPTProcess.RunAsync("migrate", "--json", "--postgres", database)).JsonLines);
        Assert.Equal((first.GetProperty("to").GetString(), false), (second.GetProperty("from").GetString(), second.GetProperty("changed").GetBoolean()));
        var people = await PersonalPTProcess.RunAsync("migrate", "--postgres", database);
        Assert.StartsWith("Nothing to do", people.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgreSqlCluster.Password, people.Output, StringComparison.Ordinal);

        using var server = PersonalPTProcess.Start("serve", "--json", "--port", "0", "--web-port", "0", "--postgres", database);
        var serving = System.Text.Json.JsonElement.Parse((await server.ReadLineAsync())!);
        Assert.Contains("PostgreSQL database", serving.GetProperty("data").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(PostgreSqlCluster.Password, serving.ToString(), StringComparison.Ordinal);
        var exercises = await PersonalPTProcess.RunAsync("models", "list", "--json", "--server", serving.GetProperty("grpc").GetString()!);
        Assert.NotEmpty(exercises.JsonLines);
        await server.InterruptAsync();
        Assert.Equal(ExitCode.Ok, (await server.EndAsync()).ExitCode);
        await cluster.DropAsync(database, Cancel);
    }

    [Fact]
    public async Task The_environment_may_hold_what_need_not_be_typed()
    {
        var database = await cluster.CreateEmptyAsync(Cancel);
        var secret = $";Password={PostgreSqlCluster.Password}";
        var environment = new Dictionary<string, string>
        {
            ["PERSONALPT__STORAGE"] = "PostgreSql",
            ["PERSONALPT__CONNECTIONSTRING"] = database.Replace(secret, "", StringComparison.Ordinal),
            ["PGPASSWORD"] = PostgreSqlCluster.Password,
        };

        var result = await PersonalPTProcess.RunAsync(environment, "migrate", "--json");

        Assert.True(Assert.Single(result.JsonLines).GetProperty("changed").GetBoolean(), result.Error);
        Assert.Contains("pg_dump", (await PersonalPTProcess.RunAsync(environment, "backup", Path.Combine(_folder, "b"))).RequireOneLineFailure(), StringComparison.Ordinal);
        Assert.Contains("pg_restore", (await PersonalPTProcess.RunAsync(environment, "restore", Path.Combine(_folder, "b"))).RequireOneLineFailure(), StringComparison.Ordinal);
        await cluster.DropAsync(database, Cancel);
    }

    [Fact]
    public async Task What_is_wrong_with_the_connection_is_named_in_one_line_without_its_password()
    {
        var wrong = (await PersonalPTProcess.RunAsync("migrate", "--postgres", "Host=/nowhere;Password=secret")).RequireOneLineFailure();
        Assert.Contains("--postgres must name Database", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", wrong, StringComparison.Ordinal);

        var away = (await PersonalPTProcess.RunAsync("migrate", "--postgres", "Host=/nowhere;Database=gym;Password=secret")).RequireOneLineFailure();
        Assert.Contains("No PostgreSQL answers at /nowhere", away, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", away, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named_in_one_line()
    {
        var file = Path.Combine(_folder, "gym.db");

        Assert.Contains(file, (await PersonalPTProcess.RunAsync("migrate", "--data", file)).RequireOneLineFailure(), StringComparison.Ordinal);
    }
}
