using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using Found = PersonalPT.Counting;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Grains.Sessions;

/// <summary>
/// Feeds a session's inputs to its counter and words what comes of them as entries of the log. No I/O and no clock: the same inputs give the same
/// entries, however they are split. Where it refers to a set that the journal holds already, see <see cref="JournaledSet"/>.
/// </summary>
internal sealed class SessionCounter
{
    // A set is cut at five minutes; its last rep may end a little later.
    private const long LongestSetMicros = 6 * 60 * 1_000_000L;

    private readonly CountingSettings _settings;
    private readonly string _settingsText;
    private readonly JournaledSet _journaled;
    private readonly HeldFrames? _held;
    private readonly List<CountingEvent> _found = [];
    private readonly List<SessionEventBody> _entries = [];
    private readonly long _rebuiltFrom;
    private ExerciseModel _model;
    private RepCounter _counter;
    private long _lastBoundary;

    // The end of a set that another version of the counter began; null where there is none, or it is behind.
    private long? _foreignUntilMicros;

    // The end of what was counted before a gap; null where there was none, or it is behind.
    private long? _countedUntilMicros;

    /// <summary>A counter at a durable point.</summary>
    /// <param name="point">Where to start.</param>
    /// <param name="model">The point's model.</param>
    /// <param name="journaled">What the journal holds already of what follows.</param>
    /// <param name="held">Where frames are kept for teaching; null where they are not.</param>
    public SessionCounter(DurablePoint point, ExerciseModel model, JournaledSet journaled, HeldFrames? held)
    {
        _settings = CountingSettingsText.Read(point.Settings);
        _settingsText = point.Settings;
        _journaled = journaled;
        _held = held;
        _model = model;
        _rebuiltFrom = point.InputSeq;
        _counter = new RepCounter(model, _settings, point.SetNumber, point.InputSeq);
        Model = point.Model;
        IsPaused = point.Paused;
        NextInputSeq = point.InputSeq;
        _lastBoundary = point.InputSeq;
        _countedUntilMicros = journaled.CountedUntilMicros;
        if (journaled.IsOpen && point.CounterVersion != RepCounter.Version)
            _foreignUntilMicros = journaled.EndMicros;
    }

    /// <summary>The next input that is needed.</summary>
    public long NextInputSeq { get; private set; }

    /// <summary>What counts now.</summary>
    public ModelReference Model { get; private set; }

    /// <summary>Frames are not counted.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Nothing is taken any more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether everything that the journal holds of the running set has come again.</summary>
    public bool IsCaughtUp => _journaled.IsCaughtUp;

    /// <summary>What the counter sees.</summary>
    public CountingStatus Status => _journaled.Within(_counter.Status);

    /// <summary>Events that came out differently when they came again.</summary>
    public int Differences => _journaled.Differences;

    /// <summary>Inputs that came again until everything that the journal held had come again; null before, and where it held nothing.</summary>
    public long? ReplayLength { get; private set; }

    /// <summary>Takes frames up to the next control, the next set boundary or the end of the batch.</summary>
    /// <returns>Whether it stopped at a set boundary: nothing was running, and another model may count from here.</returns>
    public bool TakeFrames(ref InputCursor cursor)
    {
        while (!cursor.AtEnd)
        {
            var input = cursor.Current;
            if (input.Kind is not (InputKind.Frame or InputKind.NobodySeen))
                return false;

            var landmarks = cursor.Landmarks;
            var seq = cursor.Seq;
            cursor.Advance();
            NextInputSeq = seq + 1;
            _held?.Add(input.CaptureMicros, landmarks);
            if (IsPaused || WasCounted(input.CaptureMicros) || input.CaptureMicros < _foreignUntilMicros)
                continue;
            if (_foreignUntilMicros is not null)
                CloseJournaledSet(SetEndReason.Continued);

            _counter.Push(seq, input.CaptureMicros, landmarks, _found);
            if (_found.Count > 0)
                WriteDown();
            if (_journaled.IsOpen)
                FollowJournal();
            if (IsAtBoundary(seq))
                return true;
        }

        return false;
    }

    /// <summary>Ends the set for another exercise.</summary>
    public void SelectExercise(long inputSeq, ModelReference reference, ExerciseModel model)
    {
        EndCountersSet(inputSeq, SetEndReason.ExerciseChanged);
        GoOnWith(inputSeq, reference, model);
    }

    /// <summary>Another exercise was chosen that there is no model for: ends the set, and the exercise before goes on.</summary>
    public void ExerciseNotKnown(long inputSeq, string exerciseId)
    {
        EndCountersSet(inputSeq, SetEndReason.ExerciseChanged);
        _entries.Add(new ExerciseUnknown(inputSeq, exerciseId));
    }

    /// <summary>Another model counts from the next input on; no set may be running.</summary>
    /// <param name="inputSeq">The input that the choice belongs to: the last one taken.</param>
    /// <param name="reference">The model's name.</param>
    /// <param name="model">The model.</param>
    public void GoOnWith(long inputSeq, ModelReference reference, ExerciseModel model)
    {
        _entries.Add(new ExerciseSelected(inputSeq, reference));
        Model = reference;
        _model = model;
        StartAnew(inputSeq + 1);
    }

    /// <summary>Ends the set.</summary>
    public void EndSet(long inputSeq) => EndCountersSet(inputSeq, SetEndReason.Client);

    /// <summary>Ends the set; frames are not counted any more.</summary>
    public void Pause(long inputSeq)
    {
        EndCountersSet(inputSeq, SetEndReason.Client);
        if (IsPaused)
            return;

        IsPaused = true;
        _entries.Add(new SessionPaused(inputSeq));
    }

    /// <summary>Frames are counted again. While they are counted it does nothing and says so.</summary>
    public bool Unpause(long inputSeq)
    {
        NextInputSeq = inputSeq + 1;
        if (!IsPaused)
            return false;

        IsPaused = false;
        _entries.Add(new SessionUnpaused(inputSeq));
        StartAnew(NextInputSeq);
        return true;
    }

    /// <summary>Ends the set and the session.</summary>
    /// <param name="inputSeq">The input that says so; where none does, the last one.</param>
    /// <param name="reason">Why.</param>
    public void EndSession(long inputSeq, SessionEndReason reason)
    {
        EndCountersSet(inputSeq, SetEndReason.SessionEnded);
        _entries.Add(new SessionEnded(reason));
        HasEnded = true;
    }

    /// <summary>Inputs are missing that nobody holds any more: the set ends, and counting goes on behind them.</summary>
    /// <param name="nextInputSeq">The first input that is there again.</param>
    public void Gap(long nextInputSeq)
    {
        var firstMissing = NextInputSeq;
        NextInputSeq = nextInputSeq;
        _counter.Gap(firstMissing, nextInputSeq, _found);

        // The counter's own gap event comes last, behind the end of its set; that of a set which only the journal knows has to come before it, too.
        _found.RemoveAll(e => e is Found.Gap);
        WriteDown();
        if (_journaled.IsOpen)
            CloseJournaledSet(SetEndReason.Gap);
        _lastBoundary = _counter.RestartPoint.InputSeq;
        _countedUntilMicros = _entries is [.., SetEnded { Reps.Count: > 0 } ended] ? JournaledSet.LastEnd(ended) : null;
        _entries.Add(new InputGap(firstMissing, nextInputSeq));
    }

    /// <summary>What is not in the journal yet; empties the list.</summary>
    public SessionEventBody[] TakeEntries()
    {
        if (_entries.Count == 0)
            return [];

        SessionEventBody[] entries = [.. _entries];
        _entries.Clear();
        return entries;
    }

    /// <summary>Where the session can be rebuilt from.</summary>
    /// <param name="last">The point before; given back where it did not move.</param>
    public DurablePoint Point(DurablePoint last)
    {
        var restart = _counter.RestartPoint;
        var inputSeq = IsPaused || HasEnded ? NextInputSeq : restart.InputSeq;

        // The counter that is now could not find a set of another version's again: until it is closed the point stays that version's.
        var version = _foreignUntilMicros is null ? RepCounter.Version : last.CounterVersion;
        return last.CounterVersion == version && last.InputSeq == inputSeq && last.SetNumber == restart.SetNumber && last.Paused == IsPaused && last.Model == Model
            ? last
            : new DurablePoint(inputSeq, restart.SetNumber, Model, _settingsText, version, IsPaused);
    }

    // A set that was longer ago than a set can be is another clock's.
    private bool WasCounted(long captureMicros)
    {
        if (_countedUntilMicros is not { } until)
            return false;
        if (captureMicros < until && until - captureMicros <= LongestSetMicros)
            return true;

        _countedUntilMicros = null;
        return false;
    }

    private void StartAnew(long nextInputSeq)
    {
        _counter = new RepCounter(_model, _settings, _counter.Status.SetNumber, nextInputSeq);
        _lastBoundary = nextInputSeq;
    }

    private void EndCountersSet(long inputSeq, SetEndReason reason)
    {
        NextInputSeq = inputSeq + 1;
        if (!IsPaused)
            _counter.EndSet(inputSeq, reason, _found);
        WriteDown();
        if (_journaled.IsOpen)
            CloseJournaledSet(reason);
        _lastBoundary = _counter.RestartPoint.InputSeq;
    }

    // The journal holds a set that the counter has not found again and now never will: its end is written from what is stored.
    private void CloseJournaledSet(SetEndReason reason)
    {
        _foreignUntilMicros = null;
        _entries.Add(_journaled.Close(reason));
        _counter = new RepCounter(_model, _settings, _journaled.SetNumber + 1, NextInputSeq);
    }

    private void FollowJournal()
    {
        if (_journaled.IsCaughtUp)
            ReplayLength ??= NextInputSeq - _rebuiltFrom;
        else if (!_counter.Status.InSet && _counter.RestartPoint.InputSeq > _rebuiltFrom)
        {
            // The counter has given up what it rebuilt without finding the set that the journal holds. Only a counter that counts otherwise does that.
            CloseJournaledSet(SetEndReason.Rest);
        }
    }

    // Where nothing of the next set is in the counter yet, but for the frame that came too late for the one before. A restart point that moves on while
    // nothing is found is none: a set may have begun behind it. While the journal's set has not come again one is running.
    private bool IsAtBoundary(long inputSeq)
    {
        var restart = _counter.RestartPoint.InputSeq;
        var moved = restart != _lastBoundary;
        _lastBoundary = restart;
        return moved && restart >= inputSeq && !_journaled.IsOpen && !_counter.Status.InSet;
    }

    /// <summary>Words what was found.</summary>
    private void WriteDown()
    {
        foreach (var found in _found)
        {
            switch (found)
            {
                case Found.SetStarted e:
                    var started = new SetStarted(e.SetNumber, e.StartMicros, Model);
                    if (!_journaled.Holds(started))
                        _entries.Add(started);
                    break;
                case Found.RepCompleted e:
                    var rep = new RepCompleted(e.SetNumber, e.Ordinal, e.Rep, e.FoundLate);
                    if (!_journaled.Holds(rep))
                        _entries.Add(rep);
                    break;
                case Found.SetEnded e:
                    _entries.Add(_journaled.Complete(new SetEnded(e.SetNumber, e.Reason, e.Reps, e.FinalVote)));
                    break;
                default:
                    throw new InvalidOperationException($"The counter found something that the log has no word for: {found.GetType().Name}.");
            }
        }

        _found.Clear();
    }
}
