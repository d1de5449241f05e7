using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;

namespace PersonalPT.Web.Boards;

/// <summary>
/// What a board knows of one session. Events may come twice: a rep is known by its set and ordinal, and is counted once. Not for two threads.
/// </summary>
internal sealed class BoardSession
{
    private const int RepsForTempo = 3;

    private readonly SessionKey _key;
    private readonly string _athleteId;
    private readonly SortedDictionary<int, SortedDictionary<int, double>> _sets = [];
    private ModelReference _model;
    private SessionStatus _status;
    private bool _isPaused;
    private bool _hasEnded;

    /// <param name="stored">The session's row, read before its history: what was written in between comes twice.</param>
    /// <param name="history">Its sets.</param>
    /// <param name="snapshot">How it stands now; null where nobody says.</param>
    /// <param name="now">The time stamp of the clock.</param>
    public BoardSession(StoredSession stored, SessionHistory history, SessionSnapshot? snapshot, long now)
    {
        (_key, _athleteId, _model) = (stored.Session, stored.AthleteId, snapshot?.Model ?? stored.Point.Model);
        (Started, LastEventSeq, Heard) = (stored.StartedMicros, stored.LastEventSeq, now);
        foreach (var set in history.Sets)
            SetReps(set.SetNumber, set.Reps);
        _isPaused = stored.Point.Paused;
        _hasEnded = stored.EndedMicros is not null;
        // Who counts nothing now has not been heard; its phone has to come back first.
        _status = snapshot?.Status ?? new SessionStatus(SessionPhase.Stalled, default);
    }

    /// <summary>When it began, microseconds since the Unix epoch.</summary>
    public long Started { get; }

    /// <summary>The newest event that this knows.</summary>
    public long LastEventSeq { get; private set; }

    /// <summary>When something was heard last: a time stamp of the clock.</summary>
    public long Heard { get; private set; }

    /// <summary>Whether it is over.</summary>
    public bool HasEnded => _hasEnded || _status.Phase == SessionPhase.Ended;

    /// <summary>The exercise that is done.</summary>
    public string ExerciseId => _model.ExerciseId;

    /// <summary>Takes the next event.</summary>
    /// <returns>False where events are missing before it: read the session anew.</returns>
    public bool Take(SessionEvent entry, long now)
    {
        Heard = now;
        if (entry.EventSeq <= LastEventSeq)
            return true;
        if (entry.EventSeq > LastEventSeq + 1)
            return false;

        LastEventSeq = entry.EventSeq;
        switch (entry.Body)
        {
            case ExerciseSelected selected:
                _model = selected.Model;
                break;
            case Contracts.Sessions.SetStarted set:
                _model = set.Model;
                SetOf(set.SetNumber);
                break;
            case Contracts.Sessions.RepCompleted rep:
                SetOf(rep.SetNumber)[rep.Ordinal] = Seconds(rep.Rep);
                break;
            case Contracts.Sessions.SetEnded set:
                SetReps(set.SetNumber, set.Reps);
                break;
            case SessionPaused:
                _isPaused = true;
                break;
            case SessionUnpaused:
                _isPaused = false;
                break;
            case SessionEnded:
                _hasEnded = true;
                break;
        }

        return true;
    }

    /// <summary>Takes the newest status.</summary>
    /// <returns>False where it names an event that has not come: read the session anew.</returns>
    public bool Take(in SessionStatusReport report, long now)
    {
        (_status, Heard) = (report.Status, now);
        return report.LastEventSeq <= LastEventSeq;
    }

    /// <summary>How it looks.</summary>
    /// <param name="exercise">What is done, for people.</param>
    /// <param name="isSilent">Whether nothing was heard for too long.</param>
    public BoardRow Show(string exercise, bool isSilent)
    {
        var (number, reps) = _sets.Count > 0 ? _sets.Last() : new(0, []);
        var seconds = reps.TakeLast(RepsForTempo).Select(r => r.Value).ToArray();
        var signal = SignalOf(isSilent);
        var moves = signal == BoardSignal.Good;
        var card = new BoardCard(
            _key.SessionId,
            _athleteId,
            exercise,
            reps.Count,
            number,
            _sets.Values.Sum(s => s.Count),
            moves && _status.Counting.State == MovementState.Active,
            moves && _status.Counting.InSet,
            signal,
            seconds.Length == 0 ? null : Math.Round(seconds.Average(), 1));
        var movement = moves && float.IsFinite(_status.Counting.Progress) ? (int)Math.Round(Math.Clamp(_status.Counting.Progress, 0, 1) * 100) : 0;
        return new BoardRow(card, movement, LastEventSeq);
    }

    private BoardSignal SignalOf(bool isSilent) =>
        HasEnded ? BoardSignal.Ended
        : _isPaused || _status.Phase == SessionPhase.Paused ? BoardSignal.Paused
        : isSilent || _status.Phase == SessionPhase.Stalled ? BoardSignal.Lost
        : _status.Phase == SessionPhase.Opened ? BoardSignal.Waiting
        : _status.Counting.PersonSeen ? BoardSignal.Good
        : BoardSignal.NotInPicture;

    private SortedDictionary<int, double> SetOf(int number)
    {
        if (!_sets.TryGetValue(number, out var set))
            _sets.Add(number, set = []);
        return set;
    }

    private void SetReps(int number, IReadOnlyList<Rep> reps)
    {
        var set = SetOf(number);
        set.Clear();
        for (var i = 0; i < reps.Count; i++)
            set.Add(i + 1, Seconds(reps[i]));
    }

    private static double Seconds(Rep rep) => (rep.EndMicros - rep.StartMicros) / 1e6;
}
