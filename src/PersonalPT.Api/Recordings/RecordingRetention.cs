using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Recordings;

/// <summary>Deletes what was recorded longer ago than it is to be kept: at the start, and every hour from then on, a few chunks at a time.</summary>
internal sealed partial class RecordingRetention(IRecordingStore store, ApiOptions options, TimeProvider time, ILogger<RecordingRetention> logger)
    : BackgroundService
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
            var before = time.UtcMicros() - (long)options.RecordingRetention.TotalMicroseconds;
            while (await store.Drop(before, AtOnce, stopping) == AtOnce)
            {
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogNotDropped(e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Recordings whose time is over could not be deleted; it is tried again in an hour.")]
    private partial void LogNotDropped(Exception exception);
}
