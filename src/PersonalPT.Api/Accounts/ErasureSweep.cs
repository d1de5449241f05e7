using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Accounts;

/// <summary>Erasures that were begun and not finished, because the server died or its database went away, go on: at the start, and every minute from then on.</summary>
internal sealed partial class ErasureSweep(IErasureStore erasures, IGrainFactory grains, TimeProvider time, ILogger<ErasureSweep> logger) : BackgroundService
{
    private const int AtOnce = 20;

    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);

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
            foreach (var athlete in await erasures.Unfinished(AtOnce, stopping))
                await GoOn(athlete, stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogNotErased(e);
        }
    }

    // One that cannot be finished does not stand in the way of the others.
    private async Task GoOn(AthleteKey athlete, CancellationToken stopping)
    {
        try
        {
            await grains.GetGrain<IAthleteGrain>(athlete.ToString()).Erase().WaitAsync(stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogNotErased(e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "An erasure that was begun could not go on; it is tried again in a minute.")]
    private partial void LogNotErased(Exception exception);
}
