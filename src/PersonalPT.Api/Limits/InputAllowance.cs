using System.Threading.RateLimiting;

namespace PersonalPT.Api.Limits;

/// <summary>How fast one stream's inputs are read. Where they come faster, reading waits, the connection's window fills, and the phone is slowed; nothing is lost.</summary>
internal sealed class InputAllowance : IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100);

    private readonly TokenBucketRateLimiter _bucket;
    private readonly TimeProvider _time;

    public InputAllowance(LimitOptions limits, TimeProvider time)
    {
        _time = time;
        // No timer of its own: there are thousands of streams, and hardly one ever waits.
        _bucket = new TokenBucketRateLimiter(Bucket(limits, autoReplenishment: false));
    }

    /// <summary>Waits until a message may be taken.</summary>
    /// <param name="inputs">Inputs in it.</param>
    /// <param name="cancellationToken">The stream has ended.</param>
    /// <returns>Whether it had to wait.</returns>
    public async ValueTask<bool> Take(int inputs, CancellationToken cancellationToken)
    {
        var waited = false;
        while (!TryTake(inputs))
        {
            waited = true;
            await Task.Delay(s_period, _time, cancellationToken);
        }

        return waited;
    }

    /// <summary>Takes a message now, if it may be taken.</summary>
    /// <param name="inputs">Inputs in it.</param>
    public bool TryTake(int inputs)
    {
        inputs = Math.Max(1, inputs);
        using (var lease = _bucket.AttemptAcquire(inputs))
        {
            if (lease.IsAcquired)
                return true;
        }

        if (!_bucket.TryReplenish())
            return false;

        using var second = _bucket.AttemptAcquire(inputs);
        return second.IsAcquired;
    }

    public void Dispose() => _bucket.Dispose();

    internal static TokenBucketRateLimiterOptions Bucket(LimitOptions limits, bool autoReplenishment) => new()
    {
        TokenLimit = limits.InputBurst,
        TokensPerPeriod = Math.Max(1, limits.InputsPerSecond / 10),
        ReplenishmentPeriod = s_period,
        AutoReplenishment = autoReplenishment,
        QueueLimit = 0,
    };
}
