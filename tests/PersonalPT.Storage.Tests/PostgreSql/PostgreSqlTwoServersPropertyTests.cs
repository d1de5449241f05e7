using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Tests.Journal;
using PersonalPT.Testing.PostgreSql;

namespace PersonalPT.Storage.Tests.PostgreSql;

/// <summary>The same interleavings where each of the two activations lives on a server of its own.</summary>
public sealed class PostgreSqlTwoServersPropertyTests(PostgreSqlCluster cluster) : SessionJournalProperties
{
    private readonly FreshDatabase _database = new(cluster);
    private ServiceProvider? _other;

    protected override IJournal JournalOf(int activation) => activation == 0 ? Journal : _other!.GetRequiredService<IJournal>();

    protected override async ValueTask MakeAsync()
    {
        await _database.MakeAsync(Cancel);
        _other = await _database.Open(Cancel);
    }

    protected override void Register(IServiceCollection services) => _database.Register(services);

    protected override async ValueTask DeleteAsync()
    {
        if (_other is not null)
            await _other.DisposeAsync();

        await _database.DisposeAsync();
    }
}
