using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Watching;

/// <summary>Someone who watches a session. Called from the feed; must not wait.</summary>
internal interface ISessionWatcher
{
    /// <summary>New entries of the session's log, in order.</summary>
    void OnEvents(IReadOnlyList<SessionEvent> events);

    /// <summary>The newest status, and the newest event's number.</summary>
    void OnStatus(SessionStatusReport report);

    /// <summary>The session was erased: nothing of it may be shown any more.</summary>
    void OnErased();
}
