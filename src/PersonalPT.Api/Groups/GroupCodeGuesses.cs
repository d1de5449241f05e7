using System.Threading.RateLimiting;
using PersonalPT.Contracts.Access;

namespace PersonalPT.Api.Groups;

/// <summary>Bounds the guessing of codes: wrong ones of one caller, and of all callers of a gym together. Right ones cost nothing.</summary>
/// <param name="ofCaller">Wrong guesses that one caller has in a minute.</param>
/// <param name="ofGym">Those that all of a gym have together.</param>
internal sealed class GroupCodeGuesses(int ofCaller = 10, int ofGym = 100) : IDisposable
{
    /// <summary>When all guesses are there again.</summary>
    public static readonly TimeSpan Refill = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<Member> _callers = Limit(ofCaller, caller => (caller.GymId, caller.UserId));
    private readonly PartitionedRateLimiter<Member> _gyms = Limit(ofGym, caller => (caller.GymId, ""));

    /// <summary>Whether a caller may guess: neither he nor his gym has guessed too often.</summary>
    public bool HasLeft(Member caller) => HasLeft(_callers, caller) && HasLeft(_gyms, caller);

    /// <summary>The caller named a code that no group has.</summary>
    public void Wrong(Member caller)
    {
        _callers.AttemptAcquire(caller).Dispose();
        _gyms.AttemptAcquire(caller).Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _callers.Dispose();
        _gyms.Dispose();
    }

    private static bool HasLeft(PartitionedRateLimiter<Member> limiter, Member caller) => limiter.GetStatistics(caller) is not { CurrentAvailablePermits: <= 0 };

    private static PartitionedRateLimiter<Member> Limit(int most, Func<Member, (string, string)> key) =>
        PartitionedRateLimiter.Create<Member, (string, string)>(caller => RateLimitPartition.GetFixedWindowLimiter(
            key(caller), _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = Refill, QueueLimit = 0 }));
}
