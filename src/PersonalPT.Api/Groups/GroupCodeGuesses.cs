using System.Threading.RateLimiting;
using PersonalPT.Contracts.Access;
using PersonalPT.Identity;

namespace PersonalPT.Api.Groups;

/// <summary>
/// Bounds the guessing of codes: wrong ones of one caller, and of all callers of a gym together. Right ones cost nothing. Who has not signed in is an address, and
/// all of those have a bound of their own, so that strangers never use up what the gym's own people have.
/// </summary>
/// <param name="ofCaller">Wrong guesses that one caller has in a minute.</param>
/// <param name="ofGym">Those that all of a gym have together.</param>
internal sealed class GroupCodeGuesses(int ofCaller = 10, int ofGym = 100) : IDisposable
{
    /// <summary>When all guesses are there again.</summary>
    public static readonly TimeSpan Refill = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<Guesser> _callers = Limit(ofCaller, guesser => guesser);
    private readonly PartitionedRateLimiter<Guesser> _gyms = Limit(ofGym, guesser => guesser with { Who = "" });

    /// <summary>Whether a caller may guess: neither he nor his gym has guessed too often.</summary>
    public bool HasLeft(Guesser guesser) => HasLeft(_callers, guesser) && HasLeft(_gyms, guesser);

    /// <summary>The caller named a code that no group has.</summary>
    public void Wrong(Guesser guesser)
    {
        _callers.AttemptAcquire(guesser).Dispose();
        _gyms.AttemptAcquire(guesser).Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _callers.Dispose();
        _gyms.Dispose();
    }

    private static bool HasLeft(PartitionedRateLimiter<Guesser> limiter, Guesser guesser) => limiter.GetStatistics(guesser) is not { CurrentAvailablePermits: <= 0 };

    private static PartitionedRateLimiter<Guesser> Limit(int most, Func<Guesser, Guesser> key) =>
        PartitionedRateLimiter.Create<Guesser, Guesser>(guesser => RateLimitPartition.GetFixedWindowLimiter(
            key(guesser), _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = Refill, QueueLimit = 0 }));
}

/// <summary>Who guesses.</summary>
/// <param name="GymId">In which gym.</param>
/// <param name="Who">The member, or the address of somebody who has not signed in.</param>
/// <param name="SignedIn">Which of the two it is.</param>
internal readonly record struct Guesser(string GymId, string Who, bool SignedIn)
{
    /// <summary>A member of a gym.</summary>
    public static Guesser Of(Member caller) => new(caller.GymId, caller.UserId, true);

    /// <summary>Somebody who has not signed in.</summary>
    public static Guesser Of(string gymId, Microsoft.AspNetCore.Http.HttpContext http) => new(gymId, CallerAddress.Of(http), false);
}
