using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PersonalPT.Server.Health;

/// <summary>Whether sessions can be counted here: the silo is up, and the server is not on its way out.</summary>
internal sealed class SiloHealth(ISiloStatusOracle silo, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Task.FromResult(HealthCheckResult.Unhealthy("The server is stopping."));
        return Task.FromResult(silo.CurrentStatus == SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The silo is {silo.CurrentStatus}."));
    }
}
