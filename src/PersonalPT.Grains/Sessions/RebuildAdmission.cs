using System.Diagnostics.CodeAnalysis;

namespace PersonalPT.Grains.Sessions;

/// <summary>
/// How many sessions a silo rebuilds at once. When a server comes back, all its phones do, each with a set to count again; without a bound every replay
/// would be as slow as all of them together, and sessions that are not concerned would be slow as well. Who waits is bounded, too.
/// </summary>
internal sealed class RebuildAdmission(SessionLimits limits, SessionInstruments instruments, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _places = new(limits.RebuildsAtOnce);
    private int _waiting;

    /// <summary>Places that are held.</summary>
    public int Held => limits.RebuildsAtOnce - _places.CurrentCount;

    /// <summary>Callers that wait for a place.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits for a place. It is to be disposed of when the session has caught up, and falls back by itself after a while.</summary>
    /// <returns>Null where too many wait, or the wait was too long.</returns>
    public async Task<IDisposable?> Enter(CancellationToken cancellationToken)
    {
        if (!_places.Wait(0, CancellationToken.None) && !await Wait(cancellationToken))
        {
            instruments.Postponed.Add(1);
            return null;
        }

        return new Place(_places, clock, limits.RebuildTime);
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task<bool> Wait(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > limits.RebuildsWaiting)
                return false;

            using var patience = new CancellationTokenSource(limits.RebuildPatience, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            await _places.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    [SuppressMessage("Reliability", "CA2213", Justification = "The places outlive the one who holds one of them.")]
    private sealed class Place : IDisposable
    {
        private readonly ITimer _timer;
        private SemaphoreSlim? _places;

        public Place(SemaphoreSlim places, TimeProvider clock, TimeSpan time)
        {
            _places = places;
            _timer = clock.CreateTimer(static place => ((Place)place!).GiveBack(), this, time, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _timer.Dispose();
            GiveBack();
        }

        private void GiveBack()
        {
            try
            {
                Interlocked.Exchange(ref _places, null)?.Release();
            }
            catch (ObjectDisposedException)
            {
                // The silo is gone.
            }
        }
    }
}
