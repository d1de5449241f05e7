using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Identity;

namespace PersonalPT.Api.Errors;

/// <summary>The last word on every failed call: a plain status, nothing about the inside, and a log entry for what nobody expected.</summary>
internal sealed partial class ErrorInterceptor(ILogger<ErrorInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException || OpenSignIns.HasCut(context.GetHttpContext()))
        {
            throw Translate(e, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException || OpenSignIns.HasCut(context.GetHttpContext()))
        {
            throw Translate(e, context);
        }
    }

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        if (OpenSignIns.HasCut(context.GetHttpContext()))
            return Refusals.Unavailable("The sign-in does not hold any more, or its role is another one. Open it again.");

        // Whoever is gone hears nothing; this is not the server's failure.
        if (context.CancellationToken.IsCancellationRequested)
            return new RpcException(new Status(StatusCode.Cancelled, "The caller has gone."));

        switch (exception)
        {
            case ErasedException erased:
                return Refusals.Of(erased);
            case LimitExceededException or GatewayTooBusyException:
                LogOverload(context.Method, exception.Message);
                return Refusals.Overloaded();
            case SessionUnavailableException busy:
                LogOverload(context.Method, busy.Message);
                return Refusals.Overloaded(busy.RetryAfter);
            case JournalException or TimeoutException or SiloUnavailableException or OrleansMessageRejectionException or ObjectDisposedException:
                LogUnavailable(exception, context.Method);
                return Refusals.Unavailable("The server cannot do this at the moment. Try again.");
            default:
                LogUnexpected(exception, context.Method);
                return Refusals.Internal(Activity.Current?.TraceId.ToString());
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Method} was refused: {Reason}")]
    private partial void LogOverload(string method, string reason);

    [LoggerMessage(LogLevel.Warning, "{Method} could not be done now.")]
    private partial void LogUnavailable(Exception exception, string method);

    [LoggerMessage(LogLevel.Error, "{Method} failed.")]
    private partial void LogUnexpected(Exception exception, string method);
}
