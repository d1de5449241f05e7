using Microsoft.Extensions.Hosting;

namespace PersonalPT.Api.Sweeps;

/// <summary>Work that is looked for at the start and every so often from then on. What fails is said, and tried again the next time.</summary>
/// <param name="every">How long after one sweep the next begins.</param>
/// <param name="time">The clock.</param>
internal abstract class PeriodicSweep(TimeSpan every, TimeProvider time) : BackgroundService
{
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            do
                await Try(Sweep, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Does what is to be done.</summary>
    protected abstract Task Sweep(CancellationToken stopping);

    /// <summary>Says that it could not be done.</summary>
    protected abstract void SayNotDone(Exception exception);

    /// <summary>Does some of it, so that its failure does not stand in the way of the rest.</summary>
    protected async Task Try(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        try
        {
            await work(stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            SayNotDone(e);
        }
    }
}
