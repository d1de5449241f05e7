using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.TestingHost;
using PersonalPT.Cluster.Tests.Protocol;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Grains;
using PersonalPT.Grains.Sessions;
using PersonalPT.Grains.Tests.House;
using PersonalPT.Testing.Storage;

namespace PersonalPT.Cluster.Tests.House;

/// <summary>
/// Two clusters that do not know of each other over one journal: every session can be activated twice at once, which is what a cluster that has fallen
/// apart does. Time is moved by the test.
/// </summary>
public class Places : IAsyncLifetime
{
    /// <summary>From where phones count time.</summary>
    public const long EpochMicros = 1_767_596_400_000_000;

    private readonly InProcessTestCluster[] _clusters;
    private readonly ConcurrentDictionary<SessionKey, GatedJournal> _gates = [];
    private readonly SessionLimits _limits;
    private int _gyms;

    public Places()
        : this(new SessionLimits(), silos: 1)
    {
    }

    protected Places(SessionLimits limits, short silos)
    {
        _limits = limits;
        _clusters = [.. Enumerable.Range(0, 2).Select(place => Build(place, silos))];
    }

    internal RushingTime Time { get; } = new();

    internal InMemoryStorage Memory { get; } = new();

    protected virtual IJournal Store => Memory.Journal;

    /// <summary>What goes wrong with an append. Default: nothing.</summary>
    internal Func<JournalAppend, AppendFault> Fault { get; set; } = _ => AppendFault.None;

    /// <summary>The journal as the servers of a place reach it.</summary>
    protected virtual IJournal StoreOf(int place) => Store;

    protected virtual ISetChangeStore SetChangesOf(int place) => Memory.SetChanges;

    protected virtual IModelStore Models => Memory.Models;

    protected virtual ICatalogStore Catalog => Memory.Catalog;

    internal IJournal Journal => Store;

    public IReadOnlyList<InProcessTestCluster> Clusters => _clusters;

    public virtual async ValueTask InitializeAsync()
    {
        foreach (var cluster in _clusters)
            await cluster.DeployAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var cluster in _clusters)
            await cluster.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal ISessionGrain At(int place, SessionKey key) => _clusters[place].Client.GetGrain<ISessionGrain>(key.ToString());

    /// <summary>A new gym with a session of squats in it that nobody has claimed.</summary>
    internal async Task<SessionKey> NewSession()
    {
        var gym = $"gym-{Interlocked.Increment(ref _gyms)}";
        await Catalog.Create(gym, 0, [Starter("squat"), Starter("push_up")], CancellationToken.None);
        var key = new SessionKey(gym, Guid.NewGuid().ToString());
        var point = new DurablePoint(1, 1, new ModelReference("", "squat", 1), CountingSettingsText.Default, Counting.RepCounter.Version, Paused: false);
        await Store.Create(
            new NewSession(key, "anna", new CaptureHeader(3, 0, 1, 15, EpochMicros, "test"), false, point, Time.GetUtcNow().ToUnixTimeMilliseconds() * 1000),
            CancellationToken.None);
        return key;
    }

    /// <summary>Writes of a session wait for the test from now on.</summary>
    internal async Task<GatedJournal> Watch(SessionKey key)
    {
        var gated = new GatedJournal(Store, key);
        await gated.Begin();
        _gates[key] = gated;
        return gated;
    }

    internal void Forget(SessionKey key) => _gates.TryRemove(key, out _);

    /// <summary>The activation in one place goes away, with what it had not written.</summary>
    internal async Task Deactivate(int place, SessionKey key)
    {
        if (_clusters[place].TryGetGrainContext(At(place, key).GetGrainId(), out _))
            await _clusters[place].DeactivateAsync(At(place, key));
    }

    internal async Task Teach(int place, SessionKey key, string exercise)
    {
        var owner = _clusters[place].Client.GetGrain<IModelGrain>(new ModelKey(key.GymId, "", exercise).ToString());
        var result = await owner.Import(Guid.NewGuid().ToString(), Taught.File(exercise), activate: true, "coach");
        Assert.Null(result.Refusal);
    }

    internal async Task<SessionEventBody[]> Log(SessionKey key) => [.. (await Store.Read(key, 0, 100_000, CancellationToken.None)).Select(e => e.Body)];

    private static (Exercise Exercise, NewModel Model) Starter(string exercise)
    {
        var model = Taught.Model(exercise);
        return (new Exercise(exercise, exercise), new NewModel($"starter:{exercise}", Taught.File(exercise), model.Origin, model.Report, 0, "house"));
    }

    private InProcessTestCluster Build(int place, short silos)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(Time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddKeyedSingleton(TimeProviderNames.Grains, TimeProvider.System);
            silo.Services.AddSingleton<IJournal>(_ => new PlaceJournal(
                place, new UnreliableJournal(StoreOf(place), append => Fault(append)), key => _gates.GetValueOrDefault(key)));
            silo.Services.AddSingleton(_ => SetChangesOf(place));
            silo.Services.AddSingleton(_ => Models);
            silo.Services.AddSingleton(_ => Catalog);
            silo.Services.AddSingleton<IRecordingStore>(_ => new InMemoryStorage().Recordings);
            silo.AddPersonalPTGrains(_limits);
        });
        builder.ConfigureClient(client => client.Services.AddSerializer(serializer => serializer.AddCountingTypes()));
        return builder.Build();
    }
}
