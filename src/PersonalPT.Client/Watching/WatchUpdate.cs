using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>What a watcher sees next: an event or a status, never both.</summary>
/// <param name="Event">The next entry of the session's log; each comes once, in order.</param>
/// <param name="Status">The newest status; some are skipped.</param>
public sealed record WatchUpdate(SessionEvent? Event, SessionStatus? Status);
