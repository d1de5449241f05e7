using Microsoft.Extensions.Logging;
using PersonalPT.Api.Sweeps;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Recordings;

/// <summary>Deletes what was recorded longer ago than it is to be kept, a few chunks at a time.</summary>
internal sealed partial class RecordingRetention(IRecordingStore store, ApiOptions options, TimeProvider time, ILogger<RecordingRetention> logger)
    : PeriodicSweep(TimeSpan.FromHours(1), time)
{
    private const int AtOnce = 100;

    private readonly TimeProvider _time = time;

    protected override async Task Sweep(CancellationToken stopping)
    {
        var before = _time.UtcMicros() - (long)options.RecordingRetention.TotalMicroseconds;
        while (await store.Drop(before, AtOnce, stopping) == AtOnce)
        {
        }
    }

    protected override void SayNotDone(Exception exception) => LogNotDropped(exception);

    [LoggerMessage(LogLevel.Warning, "Recordings whose time is over could not be deleted; it is tried again in an hour.")]
    private partial void LogNotDropped(Exception exception);
}
