using Grpc.Core;
using Grpc.Core.Interceptors;
using PersonalPT.Api.Errors;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Access;

/// <summary>
/// Looks at calls that failed because there is no such session: one that was erased gets a reason of its own, so that its phone knows that it need not come
/// again. Whatever the gateway remembers of such a session is forgotten.
/// </summary>
internal sealed class ErasedSessions(IErasureStore erasures, KnownSessions sessions) : Interceptor
{
    // Where a call says which session it is about, once that is known.
    private static readonly object s_session = new();

    /// <summary>The call is about this session.</summary>
    public static void Say(ServerCallContext context, SessionKey session) => context.UserState[s_session] = session;

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (RpcException refusal) when (Refusals.SaysNoSuchSession(refusal))
        {
            await Tell(context);
            throw;
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
        catch (RpcException refusal) when (Refusals.SaysNoSuchSession(refusal))
        {
            await Tell(context);
            throw;
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
        catch (RpcException refusal) when (Refusals.SaysNoSuchSession(refusal))
        {
            await Tell(context);
            throw;
        }
    }

    private async Task Tell(ServerCallContext context)
    {
        if (!context.UserState.TryGetValue(s_session, out var said) || said is not SessionKey session)
            return;

        sessions.Forget(session);
        if (await erasures.WasErased(session, context.CancellationToken))
            throw Refusals.SessionErased();
    }
}
