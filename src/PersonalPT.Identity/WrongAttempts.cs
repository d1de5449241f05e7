using System.Threading.RateLimiting;

namespace PersonalPT.Identity;

/// <summary>Bounds wrong passwords and codes by where they come from, whoever's they are. Right ones cost nothing.</summary>
/// <param name="inMinute">Wrong attempts that one address has in a minute.</param>
internal sealed class WrongAttempts(int inMinute) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _addresses = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(
        address, _ => new FixedWindowRateLimiterOptions { PermitLimit = inMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    /// <summary>Whether an address may try at all.</summary>
    public bool HasLeft(string address) => _addresses.GetStatistics(address) is not { CurrentAvailablePermits: <= 0 };

    /// <summary>It tried, and was wrong.</summary>
    public void Count(string address) => _addresses.AttemptAcquire(address).Dispose();

    /// <inheritdoc/>
    public void Dispose() => _addresses.Dispose();
}
