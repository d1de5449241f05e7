using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Boards;
using PersonalPT.Web.Live;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Coaching;

/// <summary>Turns what a coach sees of a session into HTML, part by part.</summary>
/// <param name="rendering">The way.</param>
/// <param name="visit">The request that began it: whose words, and where.</param>
/// <param name="exercises">How exercises are called.</param>
internal sealed class SessionRendering(LiveRendering rendering, Visit visit, IReadOnlyDictionary<string, string> exercises)
{
    /// <summary>A session of which the board knows nothing: its phone has not been heard for a while.</summary>
    /// <param name="session">The session.</param>
    /// <param name="shown">How it was shown before; null: not at all.</param>
    public static BoardRow Unheard(StoredSession session, BoardRow? shown) => shown is null
        ? new BoardRow(
            new BoardCard(
                session.Session.SessionId, session.AthleteId, session.Point.Model.ExerciseId, 0, 0, 0, Active: false, InSet: false, BoardSignal.Lost, null),
            0,
            session.LastEventSeq)
        : shown with { Card = shown.Card with { Signal = BoardSignal.Lost, Active = false, InSet = false }, Movement = 0 };

    /// <summary>Where the session is now.</summary>
    public Task<string> Now(BoardCard card) => rendering.Html<WatchNow>(new() { [nameof(WatchNow.Visit)] = visit, [nameof(WatchNow.Card)] = card });

    /// <summary>Its sets.</summary>
    public Task<string> Sets(SessionLog log) => rendering.Html<WatchSets>(
        new() { [nameof(WatchSets.Visit)] = visit, [nameof(WatchSets.Sets)] = log.Sets, [nameof(WatchSets.Exercises)] = exercises });

    /// <summary>Its cues.</summary>
    public Task<string> Cues(SessionLog log) => rendering.Html<WatchCues>(new() { [nameof(WatchCues.Visit)] = visit, [nameof(WatchCues.Cues)] = log.Cues });
}
