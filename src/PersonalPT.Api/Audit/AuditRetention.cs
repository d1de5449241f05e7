using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Audit;

/// <summary>Deletes entries of the audit log that are older than they are to be kept: at the start, and every hour from then on, a few at a time.</summary>
internal sealed partial class AuditRetention(IAuditLog audit, ApiOptions options, TimeProvider time, ILogger<AuditRetention> logger) : BackgroundService
{
    private const int AtOnce = 100;

    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, time);
        try
        {
            do
                await Sweep(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task Sweep(CancellationToken stopping)
    {
        try
        {
            var before = time.UtcMicros() - (long)options.AuditRetention.TotalMicroseconds;
            while (await audit.Drop(before, AtOnce, stopping) == AtOnce)
            {
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogNotDropped(e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old entries of the audit log could not be deleted; it is tried again in an hour.")]
    private partial void LogNotDropped(Exception exception);
}
