using System.Threading.RateLimiting;
using PersonalPT.Api.Errors;

namespace PersonalPT.Api.Models;

/// <summary>
/// How many demonstrations this server works on at once. Each keeps a processor busy for seconds and holds megabytes; without a bound a few callers could
/// take the processors from the sessions that are being counted.
/// </summary>
internal sealed class TrainingAdmission(ApiOptions options) : IDisposable
{
    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.TrainingsAtOnce,
        QueueLimit = options.TrainingsWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for a place where not too many wait already.</summary>
    /// <returns>The place; disposing of it gives it to the next.</returns>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED with RetryInfo: too many wait.</exception>
    public async ValueTask<IDisposable> Enter(CancellationToken cancellationToken)
    {
        var place = await _places.AcquireAsync(1, cancellationToken);
        if (place.IsAcquired)
            return place;

        place.Dispose();
        throw Refusals.Overloaded();
    }

    public void Dispose() => _places.Dispose();
}
