using System.Runtime.CompilerServices;
using Grpc.Core;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>Watches a session and heals by itself: a lost connection, a lost event and a server that goes away are answered by another stream.</summary>
internal sealed class SessionWatch(TrackingService.TrackingServiceClient tracking, NetworkChanges network, TimeProvider time)
{
    private static readonly TimeSpan _moment = TimeSpan.FromSeconds(2);

    /// <summary>Events after a number, each once, in order, and statuses; until the session has ended.</summary>
    /// <exception cref="PersonalPTException">The session does not exist, or the caller may not see it.</exception>
    public async IAsyncEnumerable<WatchUpdate> RunAsync(
        string sessionId, ulong afterEventSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reconnection = new Reconnection(time, network);
        var received = afterEventSeq;
        while (true)
        {
            TimeSpan? askedFor = null;
            using (var here = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, reconnection.Try()))
            using (var call = tracking.WatchSession(
                new WatchSessionRequest { SessionId = sessionId, AfterEventSeq = received }, cancellationToken: here.Token))
            {
                ulong missing = 0;
                long missingSince = 0;
                var acknowledged = false;
                while (true)
                {
                    var (response, problem) = await NextAsync(call.ResponseStream, cancellationToken);
                    if (response is null)
                    {
                        if (problem is { IsTransient: false } && !(acknowledged && problem.Kind == PersonalPTErrorKind.Unauthenticated))
                            throw problem;
                        askedFor = problem?.RetryAfter;
                        break;
                    }

                    acknowledged = true;
                    if (response.ResponseCase == WatchSessionResponse.ResponseOneofCase.Status)
                    {
                        yield return new WatchUpdate(null, response.Status);
                    }
                    else if (response.ResponseCase == WatchSessionResponse.ResponseOneofCase.Event)
                    {
                        if (response.Event.EventSeq > received + 1)
                            break;
                        if (response.Event.EventSeq <= received)
                            continue;
                        received = response.Event.EventSeq;
                        reconnection.Succeeded();
                        yield return new WatchUpdate(response.Event, null);
                        if (response.Event.EventCase == SessionEvent.EventOneofCase.SessionEnded)
                            yield break;
                    }
                    else if (response.ResponseCase == WatchSessionResponse.ResponseOneofCase.LastEventSeq)
                    {
                        if (response.LastEventSeq <= received)
                        {
                            missing = 0;
                            reconnection.Succeeded();
                        }
                        else if (missing <= received)
                        {
                            missing = response.LastEventSeq;
                            missingSince = time.GetTimestamp();
                        }
                        else if (time.GetElapsedTime(missingSince) >= _moment)
                        {
                            break;
                        }
                    }
                }
            }

            await reconnection.WaitAsync(askedFor, cancellationToken);
        }
    }

    private static async Task<(WatchSessionResponse? Response, PersonalPTException? Problem)> NextAsync(
        IAsyncStreamReader<WatchSessionResponse> responses, CancellationToken cancellationToken)
    {
        try
        {
            return await responses.MoveNext(cancellationToken) ? (responses.Current, null) : (null, null);
        }
        catch (RpcException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (null, PersonalPTException.From(error));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The network has changed: another call, over another connection.
            return (null, null);
        }
    }
}
