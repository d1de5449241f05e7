using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts;

namespace PersonalPT.Grains.Sessions;

/// <summary>Ends sessions of which nothing was heard for a day. Every silo sweeps; a session that is ended twice is ended once.</summary>
internal sealed partial class AbandonedSessionSweep(
    IJournal journal, IGrainFactory grains, TimeProvider clock, ILogger<AbandonedSessionSweep> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>A session is abandoned after so long without an input.</summary>
    public static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(24);

    /// <summary>How often the journal is asked.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private const int AtOnce = 100;

    private readonly CancellationTokenSource _stopping = new();
    private Task _sweeping = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(AbandonedSessionSweep), ServiceLifecycleStage.Active, Start, Stop);

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private Task Start(CancellationToken cancellationToken)
    {
        _sweeping = Task.Run(Run, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task Stop(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _sweeping.WaitAsync(cancellationToken);
    }

    private async Task Run()
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                await Sweep();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
    }

    private async Task Sweep()
    {
        try
        {
            var before = clock.UtcMicros() - (long)AbandonedAfter.TotalMicroseconds;

            // Those that were asked and are still found: they could not be ended, or something was heard of them. The next ones are behind them.
            var asked = new HashSet<SessionKey>();
            while (true)
            {
                var found = await journal.FindAbandoned(before, AtOnce + asked.Count, _stopping.Token);
                var next = found.Where(session => !asked.Contains(session)).ToArray();
                if (next.Length == 0)
                    return;

                asked.IntersectWith(found);
                foreach (var session in next)
                {
                    asked.Add(session);
                    await End(session);
                }
            }
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            LogSweepFailed(e);
        }
    }

    private async Task End(SessionKey session)
    {
        try
        {
            await grains.GetGrain<IAbandonedSession>(session.ToString()).EndIfAbandoned().WaitAsync(_stopping.Token);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            LogNotEnded(e, session);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The abandoned session {session} could not be ended; the next sweep tries again.")]
    private partial void LogNotEnded(Exception exception, SessionKey session);

    [LoggerMessage(LogLevel.Warning, "The sweep of abandoned sessions failed; the next one is in ten minutes.")]
    private partial void LogSweepFailed(Exception exception);
}
