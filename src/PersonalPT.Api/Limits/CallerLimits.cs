using System.Threading.RateLimiting;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using PersonalPT.Api.Errors;
using PersonalPT.Contracts.Access;
using PersonalPT.Identity;

namespace PersonalPT.Api.Limits;

/// <summary>
/// What one caller may ask for: streams at a time, single calls a second. Held by ASP.NET Core before a request's message is read, so that what is refused
/// costs next to nothing. A caller is a person of a gym; one who has not signed in is an address.
/// </summary>
internal static class CallerLimits
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100);

    /// <summary>Sets the limits.</summary>
    public static void Configure(RateLimiterOptions limiter, LimitOptions limits)
    {
        var streams = new ConcurrencyLimiterOptions { PermitLimit = limits.StreamsPerCaller, QueueLimit = 0 };
        var calls = new TokenBucketRateLimiterOptions
        {
            TokenLimit = limits.CallBurst,
            TokensPerPeriod = Math.Max(1, limits.CallsPerSecond / 10),
            ReplenishmentPeriod = s_period,
            QueueLimit = 0,
        };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, CallerKey>(context => TypeOf(context) switch
        {
            null => RateLimitPartition.GetNoLimiter(default(CallerKey)),
            MethodType.Unary => RateLimitPartition.GetTokenBucketLimiter(KeyOf(context, streams: false), _ => calls),
            _ => RateLimitPartition.GetConcurrencyLimiter(KeyOf(context, streams: true), _ => streams),
        });
        limiter.OnRejected = (rejected, _) =>
        {
            var refusal = TypeOf(rejected.HttpContext) == MethodType.Unary
                ? Refusals.RateLimited(rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : null)
                : Refusals.TooManyStreams(limits.StreamsPerCaller);
            Answer(rejected.HttpContext.Response, refusal);
            return ValueTask.CompletedTask;
        };
    }

    private static MethodType? TypeOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Type;

    private static CallerKey KeyOf(HttpContext context, bool streams) => Member.Find(context.User) is { } caller
        ? new CallerKey(caller.GymId, caller.UserId, streams)
        : new CallerKey("", CallerAddress.Of(context), streams);

    // No service has run, so the status goes where a gRPC client looks when there is no message: into the headers.
    private static void Answer(HttpResponse response, RpcException refusal)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)refusal.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(refusal.Status.Detail);
        foreach (var entry in refusal.Trailers)
            response.Headers[entry.Key] = entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value;
    }

    private readonly record struct CallerKey(string Gym, string User, bool Streams);
}
