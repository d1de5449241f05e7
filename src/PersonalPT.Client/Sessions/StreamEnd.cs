using Grpc.Core;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>How a stream came to its end, and what follows.</summary>
/// <param name="Next">What to do.</param>
/// <param name="Problem">Why; null where nothing is wrong.</param>
/// <param name="LastEvent">The session's last event; null where it has not come.</param>
internal sealed record StreamEnd(StreamFollowUp Next, PersonalPTException? Problem, SessionEnded? LastEvent = null)
{
    /// <summary>The session's last event has come.</summary>
    public static StreamEnd Ended(SessionEnded lastEvent) => new(StreamFollowUp.Finish, null, lastEvent);

    /// <summary>Open another stream.</summary>
    public static StreamEnd Again(string why) => new(StreamFollowUp.Retry, new PersonalPTException(PersonalPTErrorKind.Unavailable, why));

    /// <summary>The session cannot go on from here.</summary>
    public static StreamEnd Fatal(PersonalPTErrorKind kind, string why) => new(StreamFollowUp.GiveUp, new PersonalPTException(kind, why));

    /// <summary>The call failed.</summary>
    /// <param name="error">With what.</param>
    /// <param name="wasAcknowledged">Whether the server had accepted the stream. If so, a refused credential is one that has run out meanwhile, and
    /// the next stream brings a new one.</param>
    public static StreamEnd Of(RpcException error, bool wasAcknowledged)
    {
        var problem = PersonalPTException.From(error);
        var retry = problem.IsTransient || (wasAcknowledged && problem.Kind == PersonalPTErrorKind.Unauthenticated);
        return new StreamEnd(retry ? StreamFollowUp.Retry : StreamFollowUp.GiveUp, problem);
    }
}

/// <summary>What follows on a stream.</summary>
internal enum StreamFollowUp
{
    /// <summary>Nothing; all is done.</summary>
    Finish = 1,
    /// <summary>Another stream, after a pause.</summary>
    Retry = 2,
    /// <summary>Nothing; the app is told why.</summary>
    GiveUp = 3,
}
