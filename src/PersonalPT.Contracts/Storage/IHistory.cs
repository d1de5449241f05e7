using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting;

namespace PersonalPT.Contracts.Storage;

/// <summary>What was done: reads only.</summary>
public interface IHistory
{
    /// <summary>An athlete's sessions with their sets, newest first.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="athleteId">The athlete.</param>
    /// <param name="before">Only sessions after this place in the order; null: from the newest on.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<SessionHistory>> Sessions(string gymId, string athleteId, HistoryPosition? before, int limit, CancellationToken cancellationToken);

    /// <summary>An athlete's sessions that were started by a plan and are over, newest first.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="athleteId">The athlete.</param>
    /// <param name="planId">The plan, in whichever revision; null: any.</param>
    /// <param name="before">Only sessions after this place in the order; null: from the newest on.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<SessionHistory>> PlanSessions(
        string gymId, string athleteId, string? planId, HistoryPosition? before, int limit, CancellationToken cancellationToken);

    /// <summary>One session with its sets and reps; null where there is none.</summary>
    Task<SessionHistory?> Session(SessionKey session, CancellationToken cancellationToken);

    /// <summary>An athlete's sets in figures, newest first: what trends are made of.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="athleteId">The athlete.</param>
    /// <param name="fromMicros">Only those of sessions that started then or later, microseconds since the Unix epoch.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<SetFigures>> Sets(string gymId, string athleteId, long fromMicros, int limit, CancellationToken cancellationToken);

    /// <summary>All of an athlete's reps, oldest first.</summary>
    IAsyncEnumerable<RepHistory> Reps(string gymId, string athleteId, CancellationToken cancellationToken);
}

/// <summary>A place in the order of sessions.</summary>
/// <param name="StartedMicros">When the last session of the page started.</param>
/// <param name="SessionId">Its name.</param>
public readonly record struct HistoryPosition(long StartedMicros, string SessionId);

/// <summary>A session that was, or is.</summary>
/// <param name="Session">Its name.</param>
/// <param name="AthleteId">Whose it is.</param>
/// <param name="StartedMicros">Microseconds since the Unix epoch.</param>
/// <param name="EndedMicros">The same; null while it lives.</param>
/// <param name="Sets">Its sets, in order.</param>
public sealed record SessionHistory(
    SessionKey Session, string AthleteId, long StartedMicros, long? EndedMicros, IReadOnlyList<SetHistory> Sets)
{
    /// <summary>The plan that it was started by; null: none.</summary>
    public PlanReference? Plan { get; init; }

    /// <summary>What that plan said; null where there is none.</summary>
    public PlanContent? Planned { get; init; }
}

/// <summary>A set.</summary>
/// <param name="SetNumber">From 1.</param>
/// <param name="Model">What counted it.</param>
/// <param name="StartMicros">Capture time of its first rep's start.</param>
/// <param name="EndMicros">Capture time of its last rep's end; null while it runs.</param>
/// <param name="Reason">Why it ended; null while it runs.</param>
/// <param name="Reps">Its reps in time order; final where it has ended.</param>
public sealed record SetHistory(
    int SetNumber, ModelReference Model, long StartMicros, long? EndMicros, SetEndReason? Reason, IReadOnlyList<Rep> Reps)
{
    /// <summary>All that people have said about it, in order.</summary>
    public IReadOnlyList<RecordedSetChange> Changes { get; init; } = [];

    /// <summary>What of that stands.</summary>
    public SetDetails Details => SetDetails.Of(Changes);
}

/// <summary>A set in figures, without its reps.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="SessionStartedMicros">When that started, microseconds since the Unix epoch.</param>
/// <param name="SetNumber">The set.</param>
/// <param name="ExerciseId">What was done.</param>
/// <param name="Reps">How many were counted.</param>
/// <param name="RepMicros">How long they took, all together and without the pauses between them.</param>
/// <param name="Details">What people have said about it.</param>
public sealed record SetFigures(
    string SessionId, long SessionStartedMicros, int SetNumber, string ExerciseId, int Reps, long RepMicros, SetDetails Details);

/// <summary>A rep with where it belongs.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="SetNumber">The set.</param>
/// <param name="Model">What counted it.</param>
/// <param name="Ordinal">Its place in the set, in time order, from 1.</param>
/// <param name="Rep">Its times.</param>
/// <param name="RepsOfSet">How many were counted in its set.</param>
/// <param name="Details">What people have said about its set.</param>
public sealed record RepHistory(string SessionId, int SetNumber, ModelReference Model, int Ordinal, Rep Rep, int RepsOfSet, SetDetails Details);
