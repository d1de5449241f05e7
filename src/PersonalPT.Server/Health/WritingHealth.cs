using Microsoft.Extensions.Diagnostics.HealthChecks;
using PersonalPT.Storage;

namespace PersonalPT.Server.Health;

/// <summary>Whether what is counted can be kept. A database may answer and still write nothing: its disk is full, or it only reads since another took its place.</summary>
internal sealed class WritingHealth(IStorage storage) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        DatabaseProbe.Ask(storage.ProbeWritingAsync, "The database cannot be written to.", cancellationToken);
}
