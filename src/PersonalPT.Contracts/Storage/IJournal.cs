using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Contracts.Storage;

/// <summary>The sessions' append-only logs. Everything here is durable when the call returns.</summary>
public interface IJournal
{
    /// <summary>
    /// Makes the session if it is not there: its row and its first events (<see cref="SessionStarted"/>, <see cref="ExerciseSelected"/>). One that is
    /// there is left as it is. Does not claim it.
    /// </summary>
    Task<StoredSession> Create(NewSession session, CancellationToken cancellationToken);

    /// <summary>Claims the session for one activation by raising its epoch: every earlier claim is refused from now on. Null where there is none.</summary>
    Task<StoredSession?> Claim(SessionKey session, CancellationToken cancellationToken);

    /// <summary>The session's row, without claiming it; null where there is none.</summary>
    Task<StoredSession?> Find(SessionKey session, CancellationToken cancellationToken);

    /// <summary>
    /// Appends events and moves the durable point, in one transaction, committed together with what other sessions queued meanwhile. Safe to call
    /// again with the same content when the outcome is unknown.
    /// </summary>
    /// <exception cref="JournalException">It could not be written, and nothing of it was.</exception>
    Task<AppendOutcome> Append(JournalAppend append, CancellationToken cancellationToken);

    /// <summary>Keeps which phones a session has had, for whoever claims it next.</summary>
    /// <param name="session">The session.</param>
    /// <param name="epoch">The writer's claim.</param>
    /// <param name="phones">Their ids, the newest last; "" for one that did not say.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What came of it: fenced where another activation has claimed the session.</returns>
    /// <exception cref="JournalException">It could not be written.</exception>
    Task<AppendOutcome> KeepPhones(SessionKey session, long epoch, IReadOnlyList<string> phones, CancellationToken cancellationToken);

    /// <summary>A session's events after a number, in order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<SessionEvent>> Read(SessionKey session, long afterEventSeq, int limit, CancellationToken cancellationToken);

    /// <summary>Sessions that did not end and whose last write is older: for the sweep.</summary>
    Task<IReadOnlyList<SessionKey>> FindAbandoned(long lastWrittenBeforeMicros, int limit, CancellationToken cancellationToken);
}

/// <summary>A session to be made.</summary>
/// <param name="Session">Its name.</param>
/// <param name="AthleteId">Whose it is.</param>
/// <param name="Capture">How its landmarks are made.</param>
/// <param name="HoldFramesForTeaching">Whether landmarks are held in memory.</param>
/// <param name="Point">Where counting starts.</param>
/// <param name="StartedMicros">When, microseconds since the Unix epoch.</param>
public sealed record NewSession(
    SessionKey Session, string AthleteId, CaptureHeader Capture, bool HoldFramesForTeaching, DurablePoint Point, long StartedMicros)
{
    /// <summary>Whether what comes in is recorded.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>The plan that it follows; null: none.</summary>
    public PlanReference? Plan { get; init; }
}

/// <summary>From here the counter can be rebuilt: (model, settings, set number) and the inputs from <see cref="InputSeq"/> on give the same events again.</summary>
/// <param name="InputSeq">The first input to replay.</param>
/// <param name="SetNumber">The set that it starts.</param>
/// <param name="Model">The model.</param>
/// <param name="Settings">The counter's settings as JSON.</param>
/// <param name="CounterVersion">The version of the counter.</param>
/// <param name="Paused">Whether the session was paused there.</param>
public sealed record DurablePoint(long InputSeq, int SetNumber, ModelReference Model, string Settings, int CounterVersion, bool Paused);

/// <summary>A session's row.</summary>
/// <param name="Session">Its name.</param>
/// <param name="AthleteId">Whose it is.</param>
/// <param name="Capture">How its landmarks are made.</param>
/// <param name="HoldFramesForTeaching">Whether landmarks are held in memory.</param>
/// <param name="Epoch">The claim that may write.</param>
/// <param name="LastEventSeq">The newest event.</param>
/// <param name="Point">Where to rebuild from.</param>
/// <param name="StartedMicros">Microseconds since the Unix epoch.</param>
/// <param name="EndedMicros">The same; null while it lives.</param>
public sealed record StoredSession(
    SessionKey Session,
    string AthleteId,
    CaptureHeader Capture,
    bool HoldFramesForTeaching,
    long Epoch,
    long LastEventSeq,
    DurablePoint Point,
    long StartedMicros,
    long? EndedMicros)
{
    /// <summary>Whether what comes in is recorded; no more once the recording was deleted.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>The plan that it was started by; null: none.</summary>
    public PlanReference? Plan { get; init; }

    /// <summary>The phones that it has had, the newest last; "" for one that did not say.</summary>
    public IReadOnlyList<string> Phones { get; init; } = [];
}

/// <summary>What is written at once.</summary>
/// <param name="Session">The session.</param>
/// <param name="Epoch">The writer's claim.</param>
/// <param name="LastEventSeq">The newest event as the writer knows it: the new ones get the numbers after it.</param>
/// <param name="AthleteId">Whose session it is.</param>
/// <param name="Events">New entries; may be empty where only the durable point moves. A <see cref="SessionEnded"/> ends the session.</param>
/// <param name="Point">The durable point from now on.</param>
/// <param name="WrittenMicros">When, microseconds since the Unix epoch.</param>
public sealed record JournalAppend(
    SessionKey Session, long Epoch, long LastEventSeq, string AthleteId, IReadOnlyList<SessionEventBody> Events, DurablePoint Point, long WrittenMicros);

/// <summary>What came of an append.</summary>
public enum AppendOutcome
{
    /// <summary>It is durable.</summary>
    Committed = 1,
    /// <summary>Another activation has claimed the session, or wrote to it: stop and drop the state.</summary>
    Fenced = 2,
}

/// <summary>The journal could not write; nothing of the append is there.</summary>
public sealed class JournalException(string message, Exception? inner = null) : Exception(message, inner);
