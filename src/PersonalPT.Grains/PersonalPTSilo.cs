using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Serialization;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Recordings;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Groups;
using PersonalPT.Grains.Gyms;
using PersonalPT.Grains.Models;
using PersonalPT.Grains.Recordings;
using PersonalPT.Grains.Sessions;

namespace PersonalPT.Grains;

/// <summary>Everything that a silo needs to hold PersonalPT's grains, in one place.</summary>
public static class PersonalPTSilo
{
    // A watcher waits half of this on average; an idle silo asks its queues this often.
    private static readonly TimeSpan s_streamPoll = TimeSpan.FromMilliseconds(15);

    private const int StreamQueues = 2;

    /// <summary>
    /// Adds the grains' services, their streams and serialization. The caller adds clustering and the storage: IJournal, IModelStore,
    /// ICatalogStore and IGroupStore.
    /// A <see cref="TimeProvider"/> that is registered is used; else the system's.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="limits">What its sessions may take together; null: the defaults.</param>
    /// <param name="recordings">Whether they are recorded; null: where their athletes ask for it.</param>
    public static ISiloBuilder AddPersonalPTGrains(this ISiloBuilder silo, SessionLimits? limits = null, RecordingPolicy? recordings = null)
    {
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(GymFeed.Provider, streams =>
        {
            streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = s_streamPoll));
            streams.ConfigurePartitioning(StreamQueues);
        });

        var services = silo.Services;
        services.AddSerializer(serializer => serializer.AddCountingTypes());
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(limits ?? new SessionLimits());
        services.AddSingleton(recordings ?? new RecordingPolicy(IsOn: true));
        services.AddSingleton<SessionInstruments>();
        services.AddSingleton<RebuildAdmission>();
        services.AddSingleton<HeldFramesMemory>();
        services.AddSingleton<TrainingInstruments>();
        services.AddSingleton<TrainingRoom>();
        services.AddSingleton<ModelShelf>();
        services.AddSingleton<JournalWriter>();
        services.AddSingleton<RecordingInstruments>();
        services.AddSingleton<RecordingWriter>();
        services.AddSingleton<IRecordings, StoredRecordings>();
        services.AddSingleton<GymAnnouncer>();
        services.AddSingleton<AbandonedSessionSweep>();
        services.AddSingleton<GroupFeeds>();
        services.AddSingleton<IGroupBoards, GroupBoards>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<GymAnnouncer>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<AbandonedSessionSweep>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<RecordingWriter>());
        return silo;
    }
}
