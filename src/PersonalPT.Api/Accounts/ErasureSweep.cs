using Microsoft.Extensions.Logging;
using PersonalPT.Api.Sweeps;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Accounts;

/// <summary>Erasures that were begun and not finished, because the server died or its database went away, go on.</summary>
internal sealed partial class ErasureSweep(IErasureStore erasures, IGrainFactory grains, TimeProvider time, ILogger<ErasureSweep> logger)
    : PeriodicSweep(TimeSpan.FromMinutes(1), time)
{
    private const int AtOnce = 20;

    protected override async Task Sweep(CancellationToken stopping)
    {
        foreach (var athlete in await erasures.Unfinished(AtOnce, stopping))
            await Try(cancel => grains.GetGrain<IAthleteGrain>(athlete.ToString()).Erase().WaitAsync(cancel), stopping);
    }

    protected override void SayNotDone(Exception exception) => LogNotErased(exception);

    [LoggerMessage(LogLevel.Warning, "An erasure that was begun could not go on; it is tried again in a minute.")]
    private partial void LogNotErased(Exception exception);
}
