using Microsoft.Extensions.Diagnostics.HealthChecks;
using PersonalPT.Storage;

namespace PersonalPT.Server.Health;

/// <summary>Whether the database answers. Without it nothing new is counted, while the server itself has no need to be started again.</summary>
internal sealed class StorageHealth(IStorage storage) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        DatabaseProbe.Ask(storage.ProbeAsync, "The database cannot be reached.", cancellationToken);
}
