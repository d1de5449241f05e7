using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Offline;

/// <summary>What an app shows next: an entry of the session's log, or a rep that the phone has counted by itself.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Event">
/// The log's entry: of <see cref="CountUpdateKind.Logged"/>, and the <c>rep_completed</c> that <see cref="CountUpdateKind.Confirmed"/> and
/// <see cref="CountUpdateKind.Corrected"/> come of; else null.
/// </param>
/// <param name="Rep">The rep as the phone counted it; null with <see cref="CountUpdateKind.Logged"/>.</param>
public sealed record CountUpdate(CountUpdateKind Kind, SessionEvent? Event, ProvisionalRep? Rep);

/// <summary>What an update is.</summary>
public enum CountUpdateKind
{
    /// <summary>An entry of the log, in order and once. Where it is a rep, it is a new one for the app.</summary>
    Logged = 1,
    /// <summary>The phone has counted a rep that the server has not confirmed: show it as such. One of the three below follows.</summary>
    Provisional = 2,
    /// <summary>The log has the provisional rep as it was shown.</summary>
    Confirmed = 3,
    /// <summary>The log has the provisional rep with another number or other times: replace what was shown.</summary>
    Corrected = 4,
    /// <summary>The log does not have the provisional rep, and will not have it: take it away.</summary>
    Withdrawn = 5,
}
