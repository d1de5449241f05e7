using System.CommandLine;
using PersonalPT.Chaos;
using PersonalPT.Chaos.Runs;
using PersonalPT.Server;
using PersonalPT.Testing.PostgreSql;

var minutes = new Option<double>("--minutes") { Description = "How long faults go on.", DefaultValueFactory = _ => 1 };
var seed = new Option<int>("--seed") { Description = "Of everything that is drawn: the same seed gives the same faults at the same times.", DefaultValueFactory = _ => 1 };
var phones = new Option<int>("--phones") { Description = "People who train at once. Default: 12, or 200 for kill-200.", DefaultValueFactory = _ => 0 };
var speed = new Option<double>("--speed") { Description = "Times real time at which they move.", DefaultValueFactory = _ => 3 };
var every = new Option<double>("--every") { Description = "Mean seconds between two faults.", DefaultValueFactory = _ => 0.8 };
var scenario = new Option<string>("--scenario") { Description = "random, or kill-200: one kill -9 under many live phones.", DefaultValueFactory = _ => "random" };
scenario.AcceptOnlyFromAmong("random", "kill-200");
var database = new Option<string[]>("--database")
{
    Description = "sqlite; postgres, which starts a PostgreSQL of the run's own; or postgres CONNECTION, an empty database for this run.",
    Arity = new ArgumentArity(1, 2),
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => ["sqlite"],
};
database.Validators.Add(result =>
{
    if (result.GetValueOrDefault<string[]>() is not (["sqlite"] or ["postgres"] or ["postgres", _]))
        result.AddError("--database is 'sqlite', 'postgres' or 'postgres CONNECTION'.");
});
var json = new Option<bool>("--json") { Description = "Lines of JSON; the last one is the result." };
var root = new RootCommand("Breaks everything that can break between phones and a real server, and holds every session's log against what the library counts by itself.")
{
    minutes, seed, phones, speed, every, scenario, database, json,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    var folder = Directory.CreateTempSubdirectory("personalpt-chaos-");
    try
    {
        // Flushed, as in real life: what the database promised to keep is kept.
        await using var cluster = parsed.GetValue(database) is ["postgres"] ? PostgreSqlCluster.Flushed() : null;
        var postgres = parsed.GetValue(database) is ["postgres", var connection] ? connection
            : cluster is null ? null : await cluster.CreateEmptyAsync(cancellationToken);
        if (postgres is not null)
            await StorageUpkeep.MigrateAsync(new ServerOptions { Storage = StorageKind.PostgreSql, ConnectionString = postgres }, cancellationToken);
        var mass = parsed.GetValue(scenario) == "kill-200";
        var options = new ChaosOptions(
            TimeSpan.FromMinutes(parsed.GetValue(minutes)),
            parsed.GetValue(seed),
            parsed.GetValue(phones) is > 0 and var count ? count : mass ? 200 : 12,
            parsed.GetValue(speed),
            TimeSpan.FromSeconds(parsed.GetValue(every)),
            postgres is null
                ? [$"--PersonalPT:DataFile={Path.Combine(folder.FullName, "gym.db")}"]
                : ["--PersonalPT:Storage=PostgreSql", $"--PersonalPT:ConnectionString={postgres}"],
            postgres is null,
            parsed.GetValue(json));
        var screen = new Screen(options.Json);
        var right = mass ? await new MassKill(options, screen).RunAsync(cancellationToken) : await new RandomFaults(options, screen).RunAsync(cancellationToken);
        return right ? 0 : 1;
    }
    finally
    {
        folder.Delete(recursive: true);
    }
});
return await root.Parse(args).InvokeAsync();
