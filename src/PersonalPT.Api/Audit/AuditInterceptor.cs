using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using PersonalPT.Api.Access;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Audit;

/// <summary>
/// Writes calls that have an <see cref="AuditRule"/> to the audit log: that they were done before their answer goes out, of a stream before its first piece does,
/// and that they were refused. Calls without a rule, and with them everything that phones do, pass through untouched.
/// </summary>
internal sealed partial class AuditInterceptor(IAuditLog audit, KnownSessions sessions, TimeProvider time, ILogger<AuditInterceptor> logger) : Interceptor
{
    /// <summary>How the audit log names a call.</summary>
    public static string MeansOf(ServerCallContext context) => context.Method[(context.Method.LastIndexOf('.') + 1)..];

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (RpcPolicies.Find(context.Method)?.Audit is not { } rule)
            return await continuation(request, context);

        TResponse response;
        try
        {
            response = await continuation(request, context);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.PermissionDenied)
        {
            await WriteRefused(rule, request, context);
            throw;
        }

        if (!rule.SaysItself)
            await Write(rule, request, context, AuditOutcome.Done);
        return response;
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        if (RpcPolicies.Find(context.Method)?.Audit is not { } rule)
        {
            await continuation(request, responseStream, context);
            return;
        }

        var responses = new AuditedWriter<TResponse>(responseStream, () => Write(rule, request, context, AuditOutcome.Done));
        try
        {
            await continuation(request, responses, context);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.PermissionDenied && !responses.HasBegun)
        {
            await WriteRefused(rule, request, context);
            throw;
        }
    }

    // Whoever is refused is told so, whether it could be written or not.
    private async Task WriteRefused(AuditRule rule, object request, ServerCallContext context)
    {
        try
        {
            await Write(rule, request, context, AuditOutcome.Refused);
        }
        catch (JournalException e)
        {
            LogNotWritten(e, context.Method);
        }
    }

    private async Task Write(AuditRule rule, object request, ServerCallContext context, AuditOutcome outcome)
    {
        var caller = Caller.Of(context);
        var athleteId = rule.SessionId is { } session ? await AthleteOf(caller.GymId, session(request)) : rule.AthleteId is { } who ? Person(caller.AthleteOr(who(request))) : null;
        await audit.Write(
            caller.GymId,
            new AuditEntry(
                Guid.NewGuid(), time.UtcMicros(), caller.UserId, caller.RoleName, rule.Action, outcome, athleteId,
                rule.OtherId is { } other ? Person(other(request)) : null, MeansOf(context)),
            CancellationToken.None);
    }

    private async Task<string?> AthleteOf(string gymId, string sessionId) =>
        Identifiers.IsUuid(sessionId) ? (await sessions.Find(new SessionKey(gymId, sessionId), CancellationToken.None))?.AthleteId : null;

    // What a request says may be anything and of any length.
    private static string? Person(string id) => Identifiers.IsPerson(id) ? id : null;

    [LoggerMessage(LogLevel.Error, "That {Method} was refused could not be written to the audit log.")]
    private partial void LogNotWritten(Exception exception, string method);

    private sealed class AuditedWriter<T>(IServerStreamWriter<T> responses, Func<Task> begin) : IServerStreamWriter<T>
    {
        public bool HasBegun { get; private set; }

        public WriteOptions? WriteOptions
        {
            get => responses.WriteOptions;
            set => responses.WriteOptions = value;
        }

        public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(T message, CancellationToken cancellationToken) =>
            HasBegun ? responses.WriteAsync(message, cancellationToken) : Begin(message, cancellationToken);

        private async Task Begin(T message, CancellationToken cancellationToken)
        {
            await begin();
            HasBegun = true;
            await responses.WriteAsync(message, cancellationToken);
        }
    }
}
