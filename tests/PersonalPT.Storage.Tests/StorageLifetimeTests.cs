using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Tests.Sqlite;
using PersonalPT.Storage.Writing;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests;

public sealed class StorageLifetimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_host_opens_it_before_and_closes_it_after_everything_else()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        // Registered before the storage on purpose: the order must not matter.
        builder.Services.AddSingleton<IHostedService, WritingService>();
        _folder.Register(builder.Services);
        using (var host = builder.Build())
        {
            await host.StartAsync(Cancel);
            await host.StopAsync(Cancel);
            await Assert.ThrowsAsync<JournalException>(() => host.Services.GetRequiredService<IJournal>().Create(Session(), Cancel));
        }

        await using var services = await _folder.Open(Cancel);
        Assert.Equal(2, (await services.GetRequiredService<IHistory>().Sessions("gym", "ann", null, 10, Cancel)).Count);
    }

    [Fact]
    public async Task What_was_queued_is_written_before_it_closes()
    {
        var session = Session();
        await using (var services = await _folder.Open(Cancel))
        {
            var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var release = new SemaphoreSlim(0);
            var holding = services.GetRequiredService<DatabaseWriter>().Write(
                _ =>
                {
                    held.SetResult();
                    release.Wait(Cancel);
                    return 0;
                },
                alone: true, Cancel);
            await held.Task;
            var queued = services.GetRequiredService<IJournal>().Create(session, Cancel);

            var closing = services.GetRequiredService<IStorage>().CloseAsync();
            Assert.False(closing.IsCompleted);
            release.Release();
            await closing;

            Assert.True(holding.IsCompletedSuccessfully);
            Assert.Equal(2, (await queued).LastEventSeq);
        }

        await using var again = await _folder.Open(Cancel);
        Assert.NotNull(await again.GetRequiredService<IJournal>().Find(session.Session, Cancel));
    }

    [Fact]
    public async Task Closed_or_not_yet_opened_it_refuses_every_call()
    {
        var services = new ServiceCollection();
        _folder.Register(services);
        await using var provider = services.BuildServiceProvider();
        await RefusesAll(provider);

        var storage = provider.GetRequiredService<IStorage>();
        await storage.OpenAsync(Cancel);
        await storage.OpenAsync(Cancel);
        Assert.NotNull(await provider.GetRequiredService<IJournal>().Create(Session(), Cancel));

        await storage.CloseAsync();
        await storage.CloseAsync();
        await RefusesAll(provider);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => storage.OpenAsync(Cancel));
    }

    private static async Task RefusesAll(ServiceProvider services)
    {
        var (journal, models, catalog, history) = (services.GetRequiredService<IJournal>(), services.GetRequiredService<IModelStore>(),
            services.GetRequiredService<ICatalogStore>(), services.GetRequiredService<IHistory>());
        var (session, model) = (NewKey(), new ModelKey("gym", "", "squat"));
        Func<Task>[] calls =
        [
            () => journal.Create(Session(), Cancel),
            () => journal.Claim(session, Cancel),
            () => journal.Find(session, Cancel),
            () => journal.Read(session, 0, 10, Cancel),
            () => journal.FindAbandoned(Monday, 10, Cancel),
            () => models.List(model, Cancel),
            () => models.Content(model, 1, Cancel),
            () => models.Add(model, Model(), activate: true, Cancel),
            () => models.Activate(model, 1, "coach", Monday, Cancel),
            () => catalog.Find("gym", Cancel),
            () => catalog.Create("gym", Monday, [], Cancel),
            () => catalog.Put("gym", new("squat", "Squat"), Monday, Cancel),
            () => history.Sessions("gym", "ann", null, 10, Cancel),
            () => history.Session(session, Cancel),
            async () => await history.Reps("gym", "ann", Cancel).GetAsyncEnumerator(Cancel).MoveNextAsync(),
        ];
        foreach (var call in calls)
            await Assert.ThrowsAsync<JournalException>(call);
    }

    private sealed class WritingService(IJournal journal) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => journal.Create(Session(), cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => journal.Create(Session(), cancellationToken);
    }
}
