using Microsoft.Extensions.Diagnostics.HealthChecks;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage;

namespace PersonalPT.Server.Health;

/// <summary>Whether the database answers. Without it nothing new is counted, while the server itself has no need to be started again.</summary>
internal sealed class StorageHealth(IStorage storage) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await storage.ProbeAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (JournalException failure)
        {
            return HealthCheckResult.Unhealthy(failure.Message);
        }
        catch (OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}
