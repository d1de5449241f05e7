using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage;
using PersonalPT.Storage.PostgreSql;
using PersonalPT.Testing.PostgreSql;

namespace PersonalPT.Benchmarks.Storage;

/// <summary>
/// The same on PostgreSQL, flushed, through a socket of this machine: by the statements that a group shares, and by those of each append, as it was at first.
/// </summary>
public class PostgreSqlJournalBenchmarks
{
    private const int Together = 64;

    private readonly PostgreSqlCluster _cluster = PostgreSqlCluster.Flushed();
    private ServiceProvider? _services;
    private RepWriter[] _writers = [];

    /// <summary>Whether a group shares its statements.</summary>
    [Params(false, true)]
    public bool Joint { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        var connection = await _cluster.CreateEmptyAsync(CancellationToken.None);
        await PostgreSqlMigration.ApplyAsync(connection, CancellationToken.None);
        var services = new ServiceCollection().AddMetrics();
        services.AddPostgreSqlStorage(new PostgreSqlStorageOptions { ConnectionString = connection });
        if (!Joint)
        {
            var database = services.Single(service => service.ServiceType == typeof(IDatabase)).ImplementationFactory!;
            services.Replace(ServiceDescriptor.Singleton<IDatabase>(provider => new OneByOne((IDatabase)database(provider))));
        }

        _services = services.BuildServiceProvider();
        await _services.GetRequiredService<IStorage>().OpenAsync(CancellationToken.None);
        var journal = _services.GetRequiredService<IJournal>();
        _writers = await Task.WhenAll(Enumerable.Range(0, Together).Select(_ => RepWriter.Open(journal)));
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _services!.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Benchmark(Description = "PostgreSQL append, one session")]
    public Task Alone() => _writers[0].AppendRep();

    [Benchmark(Description = "PostgreSQL append, 64 sessions at once", OperationsPerInvoke = Together)]
    public Task Shared() => Task.WhenAll(_writers.Select(w => w.AppendRep()));
}
