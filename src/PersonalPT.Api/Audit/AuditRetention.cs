using Microsoft.Extensions.Logging;
using PersonalPT.Api.Sweeps;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Audit;

/// <summary>Deletes entries of the audit log that are older than they are to be kept, a few at a time.</summary>
internal sealed partial class AuditRetention(IAuditLog audit, ApiOptions options, TimeProvider time, ILogger<AuditRetention> logger)
    : PeriodicSweep(TimeSpan.FromHours(1), time)
{
    private const int AtOnce = 100;

    private readonly TimeProvider _time = time;

    protected override async Task Sweep(CancellationToken stopping)
    {
        var before = _time.UtcMicros() - (long)options.AuditRetention.TotalMicroseconds;
        while (await audit.Drop(before, AtOnce, stopping) == AtOnce)
        {
        }
    }

    protected override void SayNotDone(Exception exception) => LogNotDropped(exception);

    [LoggerMessage(LogLevel.Warning, "Old entries of the audit log could not be deleted; it is tried again in an hour.")]
    private partial void LogNotDropped(Exception exception);
}
