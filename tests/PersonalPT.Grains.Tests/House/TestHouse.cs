using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.TestingHost;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Grains.Sessions;
using PersonalPT.Testing.Storage;

namespace PersonalPT.Grains.Tests.House;

/// <summary>A silo with the grains, storage in memory and time that the test moves. Every test uses a gym of its own.</summary>
public class TestHouse : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster;
    private int _gyms;

    public TestHouse()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(Time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            // The streams' agents keep the grains' time, and so do the ticks of groups: they come by themselves, and do what is due by the time that the test moves.
            silo.Services.AddKeyedSingleton(TimeProviderNames.Grains, TimeProvider.System);
            silo.Services.AddSingleton(_ => Journal);
            silo.Services.AddSingleton(_ => SetChanges);
            silo.Services.AddSingleton(_ => Models);
            silo.Services.AddSingleton(_ => Catalog);
            silo.Services.AddSingleton<IGroupStore>(_ => Storage.Groups);
            silo.Services.AddSingleton<IRecordingStore>(_ => Storage.Recordings);
            silo.AddPersonalPTGrains();
        });
        builder.ConfigureClient(client => client.Services.AddSerializer(serializer => serializer.AddCountingTypes()));
        _cluster = builder.Build();
    }

    internal RushingTime Time { get; } = new();

    public InMemoryStorage Storage { get; } = new();

    /// <summary>What the silo uses; another house may have another storage.</summary>
    protected virtual IJournal Journal => Storage.Journal;

    protected virtual ISetChangeStore SetChanges => Storage.SetChanges;

    protected virtual IModelStore Models => Storage.Models;

    protected virtual ICatalogStore Catalog => Storage.Catalog;

    public IClusterClient Client => _cluster.Client;

    /// <summary>The silo's services, as the server's pages and gateways see them.</summary>
    public IServiceProvider Silo => _cluster.Silos[0].ServiceProvider;

    public virtual async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A new gym in which squats and push-ups can be counted.</summary>
    internal async Task<string> NewGym()
    {
        var gym = $"gym-{Interlocked.Increment(ref _gyms)}";
        await Catalog.Create(gym, 0, [Starter("squat"), Starter("push_up")], TestContext.Current.CancellationToken);
        return gym;
    }

    private static (Exercise Exercise, NewModel Model) Starter(string exercise)
    {
        var model = Taught.Model(exercise);
        return (new Exercise(exercise, exercise), new NewModel($"starter:{exercise}", Taught.File(exercise), model.Origin, model.Report, 0, "house"));
    }

    internal IModelGrain Model(string gym, string athlete, string exercise) =>
        Client.GetGrain<IModelGrain>(new ModelKey(gym, athlete, exercise).ToString());

    /// <summary>Adds a version of a model and activates it.</summary>
    internal async Task<int> Teach(string gym, string athlete, string exercise)
    {
        var result = await Model(gym, athlete, exercise).Import(Guid.NewGuid().ToString(), Taught.File(exercise), activate: true, "coach");
        Assert.Null(result.Refusal);
        return result.Version!.Reference.Version;
    }

    internal ISessionGrain Session(SessionKey key) => Client.GetGrain<ISessionGrain>(key.ToString());

    /// <summary>A new session, started.</summary>
    internal async Task<SessionKey> NewSession(string gym, string exercise = "squat", bool holdFrames = false, bool record = false)
    {
        var key = new SessionKey(gym, Guid.NewGuid().ToString());
        var started = await Session(key).Start(Starting(exercise, holdFrames) with { Record = record });
        Assert.Equal(StartSessionOutcome.Started, started.Outcome);
        return key;
    }

    /// <summary>A session as another server left it.</summary>
    internal async Task<SessionKey> StoreSession(string gym, ModelReference model, int counterVersion, params SessionEventBody[] running)
    {
        var key = new SessionKey(gym, Guid.NewGuid().ToString());
        var starting = Starting();
        var point = new DurablePoint(1, 1, model, CountingSettingsText.Default, counterVersion, Paused: false);
        await Journal.Create(
            new NewSession(key, starting.AthleteId, starting.Capture, false, point, Time.GetUtcNow().ToUnixTimeMilliseconds() * 1000), CancellationToken.None);
        if (running.Length > 0)
        {
            var row = await Journal.Claim(key, CancellationToken.None);
            await Journal.Append(
                new JournalAppend(key, row!.Epoch, row.LastEventSeq, row.AthleteId, running, point, row.StartedMicros), CancellationToken.None);
        }

        return key;
    }

    internal static StartSession Starting(string exercise = "squat", bool holdFrames = false, string athlete = "anna") =>
        new(athlete, exercise, new CaptureHeader(1, 16 / 9.0, 1, 30, 1_767_596_400_000_000, "test"), holdFrames);

    /// <summary>The activation goes away as it does at idle; the next call makes another one.</summary>
    internal async Task Deactivate(SessionKey key)
    {
        if (_cluster.TryGetGrainContext(Session(key).GetGrainId(), out _))
            await _cluster.DeactivateAsync(Session(key));
    }

    internal IGroupSessionGrain Group(GroupKey key) => Client.GetGrain<IGroupSessionGrain>(key.ToString());

    /// <inheritdoc cref="Deactivate(SessionKey)"/>
    internal async Task Deactivate(GroupKey key)
    {
        if (_cluster.TryGetGrainContext(Group(key).GetGrainId(), out _))
            await _cluster.DeactivateAsync(Group(key));
    }

    /// <summary>The log in words that are equal only if all of it is.</summary>
    internal string[] Log(SessionKey key) => [.. Storage.Journal.Events(key).Select(Words.Of)];

    /// <summary>The same, from whichever storage the silo uses.</summary>
    internal async Task<string[]> StoredLog(SessionKey key) =>
        [.. (await Journal.Read(key, 0, 10_000, TestContext.Current.CancellationToken)).Select(Words.Of)];
}
