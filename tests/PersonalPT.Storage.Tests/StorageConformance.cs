using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Tests;

/// <summary>What every database has to do alike. A database takes part by deriving from each suite and saying how it is registered.</summary>
public abstract class StorageConformance : IAsyncLifetime
{
    private ServiceProvider? _services;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected IJournal Journal => Services.GetRequiredService<IJournal>();

    protected IModelStore Models => Services.GetRequiredService<IModelStore>();

    protected ICatalogStore Catalog => Services.GetRequiredService<ICatalogStore>();

    protected IGrantStore Grants => Services.GetRequiredService<IGrantStore>();

    protected IHistory History => Services.GetRequiredService<IHistory>();

    protected IServiceProvider Services => _services!;

    private protected FaultyDatabase Database => (FaultyDatabase)Services.GetRequiredService<IDatabase>();

    private protected DatabaseWriter Writer => Services.GetRequiredService<DatabaseWriter>();

    public async ValueTask InitializeAsync()
    {
        await MakeAsync();
        await Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();

        await DeleteAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes an empty database where that is not done by opening it.</summary>
    protected virtual ValueTask MakeAsync() => ValueTask.CompletedTask;

    /// <summary>Registers the database: an empty one at first, the same one each time within a test.</summary>
    protected abstract void Register(IServiceCollection services);

    /// <summary>Deletes the database.</summary>
    protected abstract ValueTask DeleteAsync();

    /// <summary>Stops and starts again, as a server does.</summary>
    protected async Task Restart()
    {
        await _services!.DisposeAsync();
        await Start();
    }

    /// <summary>Does what is given while the writer is held up, so that all of it comes into one commit group.</summary>
    private protected async Task<Task[]> InOneGroup(params Func<Task>[] requests)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new SemaphoreSlim(0);
        var holding = Writer.Write(
            _ =>
            {
                held.SetResult();
                release.Wait(Cancel);
                return 0;
            },
            alone: true, Cancel);
        await held.Task;
        var running = requests.Select(request => request()).ToArray();
        release.Release();
        await holding;
        await Task.WhenAll(running).ContinueWith(_ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
        return running;
    }

    private async Task Start()
    {
        var services = new ServiceCollection().AddMetrics();
        Register(services);
        var database = services.Single(service => service.ServiceType == typeof(IDatabase)).ImplementationFactory!;
        services.Replace(ServiceDescriptor.Singleton<IDatabase>(provider => new FaultyDatabase((IDatabase)database(provider))));
        _services = services.BuildServiceProvider();
        await Services.GetRequiredService<IStorage>().OpenAsync(Cancel);
    }
}
