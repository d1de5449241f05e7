using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Testing.Sessions;

/// <summary>Reads a session's log.</summary>
public static class SessionLog
{
    private const uint Page = 1000;

    /// <summary>All events, the oldest first.</summary>
    public static async Task<IReadOnlyList<SessionEvent>> ReadAsync(PersonalPTClient client, string sessionId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var log = new List<SessionEvent>();
        while (true)
        {
            var request = new ListEventsRequest { SessionId = sessionId, AfterEventSeq = log.Count == 0 ? 0 : log[^1].EventSeq, Limit = Page };
            var events = (await client.History.ListEventsAsync(request, cancellationToken: cancellationToken)).Events;
            log.AddRange(events);
            if (events.Count < Page)
                return log;
        }
    }
}
