using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting;

namespace PersonalPT.Grains.Sessions;

/// <summary>
/// What a session's grain shows of itself between events: written by the grain when something is durable, read by the silo's announcer at its own
/// pace. Safe for concurrent use.
/// </summary>
internal sealed class SessionPresence
{
    /// <summary>Without an input for so long a session is stalled.</summary>
    public static readonly TimeSpan StallsAfter = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_repeatsEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private SessionPhase _phase;
    private CountingStatus _counting;
    private long _lastEventSeq;
    private long _heard;
    private bool _hasHeard;
    private SessionStatus _announced;
    private SessionStatus? _toldPhone;
    private long? _announcedAt;

    /// <summary>A session that nothing was heard of yet.</summary>
    public SessionPresence(SessionKey session, string athleteId, SessionAudience audience, TimeProvider clock)
    {
        Session = session;
        AthleteId = athleteId;
        Audience = audience;
        _clock = clock;
        _heard = clock.GetTimestamp();
    }

    /// <summary>The session.</summary>
    public SessionKey Session { get; }

    /// <summary>Whose it is.</summary>
    public string AthleteId { get; }

    /// <summary>Who looks on.</summary>
    public SessionAudience Audience { get; }

    /// <summary>How long ago the last input came; without end where none came since the session was rebuilt.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_lock)
                return _hasHeard ? _clock.GetElapsedTime(_heard) : TimeSpan.MaxValue;
        }
    }

    /// <summary>The status now.</summary>
    public SessionStatus Status
    {
        get
        {
            lock (_lock)
                return StatusNow();
        }
    }

    /// <summary>The session is over and its last status has gone out.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
                return _phase == SessionPhase.Ended && _announcedAt is not null && _announced.Phase == SessionPhase.Ended;
        }
    }

    /// <summary>Inputs came.</summary>
    public void Hear()
    {
        lock (_lock)
        {
            _heard = _clock.GetTimestamp();
            _hasHeard = true;
            if (_phase is SessionPhase.Opened or SessionPhase.Stalled)
                _phase = SessionPhase.Live;
        }
    }

    /// <summary>What is durable now.</summary>
    /// <param name="phase">Where the session is; it stalls by itself.</param>
    /// <param name="counting">What the counter sees.</param>
    /// <param name="lastEventSeq">Its newest event.</param>
    public void Show(SessionPhase phase, CountingStatus counting, long lastEventSeq)
    {
        lock (_lock)
        {
            _phase = phase;
            _counting = counting;
            _lastEventSeq = lastEventSeq;
        }
    }

    /// <summary>The status now, for the phone: it is told with the answer to a batch.</summary>
    public SessionStatus TellPhone()
    {
        lock (_lock)
        {
            var status = StatusNow();
            _toldPhone = status;
            return status;
        }
    }

    /// <summary>Whether this is the status that the phone was told last.</summary>
    public bool HasToldPhone(SessionStatus status)
    {
        lock (_lock)
            return _toldPhone == status;
    }

    /// <summary>What is to be said now, if anything: a status that is new or, while the session is live, the number of its newest event once a second.</summary>
    /// <param name="report">What is to be said.</param>
    /// <param name="isNew">Whether the status is new.</param>
    public bool TryReport(out SessionStatusReport report, out bool isNew)
    {
        lock (_lock)
        {
            var status = StatusNow();
            isNew = _announcedAt is null || status != _announced;
            var repeats = status.Phase == SessionPhase.Live && _announcedAt is { } at && _clock.GetElapsedTime(at) >= s_repeatsEvery;
            report = new SessionStatusReport(Session, status, _lastEventSeq);
            if (!isNew && !repeats)
                return false;

            _announced = status;
            _announcedAt = _clock.GetTimestamp();
            return true;
        }
    }

    private SessionStatus StatusNow() =>
        new(_phase == SessionPhase.Live && _clock.GetElapsedTime(_heard) >= StallsAfter ? SessionPhase.Stalled : _phase, _counting);
}
