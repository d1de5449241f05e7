using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Accounts;
using PersonalPT.Storage.Athletes;
using PersonalPT.Storage.Audit;
using PersonalPT.Storage.Catalog;
using PersonalPT.Storage.Coaching;
using PersonalPT.Storage.Groups;
using PersonalPT.Storage.History;
using PersonalPT.Storage.Journal;
using PersonalPT.Storage.Models;
using PersonalPT.Storage.Plans;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Recordings;
using PersonalPT.Storage.Sets;
using PersonalPT.Storage.Telemetry;
using PersonalPT.Storage.Webhooks;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage;

/// <summary>What every database shares; each database's own registration calls it.</summary>
internal static class StorageServices
{
    public static IServiceCollection AddStorage(this IServiceCollection services, Func<IServiceProvider, IDatabase> database, WriterLimits limits)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(limits);
        services.AddSingleton(database);
        services.AddSingleton(provider => new StorageInstruments(provider.GetService<IMeterFactory>()));
        services.AddSingleton<DatabaseWriter>();
        services.AddSingleton<DatabaseReader>();
        services.AddSingleton<StorageLifetime>();
        services.AddSingleton<IStorage>(provider => provider.GetRequiredService<StorageLifetime>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<StorageLifetime>());
        services.AddSingleton<IJournal, SessionJournal>();
        services.AddSingleton<IModelStore, ModelStore>();
        services.AddSingleton<ICatalogStore, CatalogStore>();
        services.AddSingleton<IGrantStore, GrantStore>();
        services.AddSingleton<ISetChangeStore, SetChangeStore>();
        services.AddSingleton<IHistory, SessionHistories>();
        services.AddSingleton<IAuditLog, AuditLog>();
        services.AddSingleton<IErasureStore, ErasureStore>();
        services.AddSingleton<IAthleteArchive, AthleteArchive>();
        services.AddSingleton<IGroupStore, GroupStore>();
        services.AddSingleton<IAccountStore, AccountStore>();
        services.AddSingleton<IRecordingStore, RecordingStore>();
        services.AddSingleton<IPlanStore, PlanStore>();
        services.AddSingleton<IWebhookStore, WebhookStore>();
        return services;
    }
}
