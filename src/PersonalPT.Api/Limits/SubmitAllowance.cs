using System.Threading.RateLimiting;
using PersonalPT.Api.Errors;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Limits;

/// <summary>How fast a session's inputs are taken in single calls: as fast as over a stream. There is nothing to slow here, so what comes faster is refused.</summary>
internal sealed class SubmitAllowance(ApiOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<SessionKey> _sessions = PartitionedRateLimiter.Create<SessionKey, SessionKey>(
        session => RateLimitPartition.GetTokenBucketLimiter(session, _ => InputAllowance.Bucket(options.Limits, autoReplenishment: true)));

    /// <summary>Takes a batch.</summary>
    /// <param name="session">Whose batch.</param>
    /// <param name="inputs">Inputs in it.</param>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED, RATE_LIMITED, with RetryInfo: nothing of it was taken.</exception>
    public void Take(SessionKey session, int inputs)
    {
        using var lease = _sessions.AttemptAcquire(session, Math.Max(1, inputs));
        if (!lease.IsAcquired)
            throw Refusals.RateLimited(lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : null);
    }

    public void Dispose() => _sessions.Dispose();
}
