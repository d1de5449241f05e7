using System.Threading.RateLimiting;

namespace PersonalPT.Identity;

/// <summary>
/// Bounds how many passwords are worked on at once, which is slow on purpose; and those of one person are looked at one after the other, so that each sees what came of the one before
/// and nobody who is guessed at takes all places.
/// </summary>
internal sealed class PasswordTurns : IDisposable
{
    private readonly PartitionedRateLimiter<string> _ofPerson;
    private readonly PartitionedRateLimiter<string> _ofAll;
    private readonly PartitionedRateLimiter<string> _turns;

    public PasswordTurns(LocalAccountOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.PasswordsAtOnce);
        ArgumentOutOfRangeException.ThrowIfNegative(options.PasswordsWaiting);
        _ofPerson = PartitionedRateLimiter.Create<string, string>(person => RateLimitPartition.GetConcurrencyLimiter(person, _ => Limit(1)));
        _ofAll = PartitionedRateLimiter.Create<string, bool>(_ => RateLimitPartition.GetConcurrencyLimiter(true, _ => Limit(options.PasswordsAtOnce)));
        _turns = PartitionedRateLimiter.CreateChained(_ofPerson, _ofAll);

        ConcurrencyLimiterOptions Limit(int atOnce) =>
            new() { PermitLimit = atOnce, QueueLimit = options.PasswordsWaiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };
    }

    /// <summary>Waits for a turn, which lasts until it is disposed of. Not acquired: too many wait already.</summary>
    public ValueTask<RateLimitLease> Take(string userId, CancellationToken cancellationToken) => _turns.AcquireAsync(userId, 1, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _turns.Dispose();
        _ofPerson.Dispose();
        _ofAll.Dispose();
    }
}
