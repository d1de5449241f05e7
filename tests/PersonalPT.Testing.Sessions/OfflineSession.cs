using PersonalPT.Counting;
using PersonalPT.Protocol.V1;
using Found = PersonalPT.Counting;
using RepCompleted = PersonalPT.Protocol.V1.RepCompleted;
using SetEnded = PersonalPT.Protocol.V1.SetEnded;
using SetEndReason = PersonalPT.Counting.SetEndReason;
using SetStarted = PersonalPT.Protocol.V1.SetStarted;
using WireRep = PersonalPT.Protocol.V1.Rep;

namespace PersonalPT.Testing.Sessions;

/// <summary>
/// The oracle: the log that a session must have, counted by the library alone from what its phone made, with no server, network or journal. Only what
/// is no function of the inputs is taken from the real log: which version of a model was active at a set boundary, and which inputs nobody held any more.
/// </summary>
public sealed class OfflineSession
{
    private const long LongestSetMicros = 6 * 60 * 1_000_000L;

    private static readonly CountingSettings s_settings = new();

    private readonly PhoneDiary _diary;
    private readonly IReadOnlyList<long> _takeOvers;
    private readonly IReadOnlyList<MadeInput> _inputs;
    private readonly IReadOnlyList<SessionEvent> _log;
    private readonly ModelBook _models;
    private readonly List<SessionEvent> _expected = [];
    private readonly List<CountingEvent> _found = [];
    private RepCounter _counter;
    private ModelReference _reference;
    private long _lastBoundary;
    private bool _paused;

    // The end of what was counted before a gap; null where there was none, or it is behind.
    private long? _countedUntil;

    // Where the counter began, and what had been found by then: what a rebuilt one would begin with.
    private int _beganAt;
    private int _beganWith;
    private int _beganSet;
    private long _beganSeq;
    private long? _beganCountedUntil;

    private OfflineSession(PhoneDiary diary, IReadOnlyList<long> takeOvers, IReadOnlyList<SessionEvent> log, ModelBook models)
    {
        (_diary, _takeOvers, _inputs, _log, _models) = (diary, takeOvers, diary.Inputs(takeOvers), log, models);
        _expected.Add(new SessionEvent { SessionStarted = new SessionStarted() });
        _reference = log.Count > 1 && log[1].ExerciseSelected is { } selected
            ? selected.Model
            : throw new InvalidOperationException("A log's second event names the model.");
        _expected.Add(Selected(_reference));
        _counter = New(1, 1, 0);
    }

    /// <summary>Counts.</summary>
    /// <param name="diary">What the phones made.</param>
    /// <param name="takeOvers">From which number on each phone but the first was heard.</param>
    /// <param name="log">The real log.</param>
    /// <param name="models">Holds every model that the log names.</param>
    /// <returns>The events of the log that it must be: kinds and contents, without numbers, names and times of writing.</returns>
    public static IReadOnlyList<SessionEvent> Count(
        PhoneDiary diary, IReadOnlyList<long> takeOvers, IReadOnlyList<SessionEvent> log, ModelBook models)
    {
        ArgumentNullException.ThrowIfNull(diary);
        ArgumentNullException.ThrowIfNull(log);
        var session = new OfflineSession(diary, takeOvers, log, models);
        session.Run();
        return session._expected;
    }

    private void Run()
    {
        var gaps = new Queue<(int At, InputGap Gap)>(_log.Index().Where(e => e.Item.InputGap is not null).Select(e => (e.Index, e.Item.InputGap)));
        var next = 1L;
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (gaps.TryPeek(out var known) && (long)known.Gap.FirstMissingInputSeq <= _inputs[i].Seq)
            {
                gaps.Dequeue();
                i = SkipGap(i, known.At, (long)known.Gap.FirstMissingInputSeq, (long)known.Gap.NextInputSeq);
                next = (long)known.Gap.NextInputSeq;
                if (i == _inputs.Count)
                    return;
            }

            if (_inputs[i].Seq > next)
                i = SkipGap(i, _log.Count, next, _inputs[i].Seq);
            next = _inputs[i].Seq + 1;
            if (!Take(i))
                return;
        }
    }

    private bool Take(int at)
    {
        var input = _inputs[at];
        switch (input.Kind)
        {
            case MadeInputKind.Frame:
                if (_paused || WasCounted(input))
                    break;
                Push(input);
                WriteDown(_expected);
                var restart = _counter.RestartPoint.InputSeq;
                var moved = restart != _lastBoundary;
                _lastBoundary = restart;
                if (moved && restart >= input.Seq && !_counter.Status.InSet)
                    TakeOverActiveModel(at);
                break;
            case MadeInputKind.SelectExercise:
                EndSet(input.Seq, SetEndReason.ExerciseChanged);
                if (Logged?.ExerciseSelected is { } chosen && chosen.ExerciseId == input.ExerciseId)
                {
                    GoOnWith(at, chosen.Model);
                }
                else
                {
                    _expected.Add(new SessionEvent { ExerciseUnknown = new ExerciseUnknown { ExerciseId = input.ExerciseId } });
                    TakeOverActiveModel(at);
                }

                break;
            case MadeInputKind.EndSet:
                EndSet(input.Seq, SetEndReason.Client);
                TakeOverActiveModel(at);
                break;
            case MadeInputKind.Pause:
                EndSet(input.Seq, SetEndReason.Client);
                if (!_paused)
                    _expected.Add(new SessionEvent { SessionPaused = new SessionPaused() });
                _paused = true;
                break;
            case MadeInputKind.Unpause:
                if (!_paused)
                    break;
                _paused = false;
                _expected.Add(new SessionEvent { SessionUnpaused = new SessionUnpaused() });
                _counter = New(_counter.Status.SetNumber, input.Seq + 1, at + 1);
                TakeOverActiveModel(at);
                break;
            case MadeInputKind.EndSession:
                EndSet(input.Seq, SetEndReason.SessionEnded);
                _expected.Add(new SessionEvent { SessionEnded = new SessionEnded { Reason = SessionEndReason.Client } });
                return false;
            default:
                throw new InvalidOperationException($"No phone makes an input of kind {input.Kind}.");
        }

        return true;
    }

    // The event of the real log that stands where the next one is expected.
    private SessionEvent? Logged => _expected.Count < _log.Count ? _log[_expected.Count] : null;

    private void TakeOverActiveModel(int at)
    {
        if (Logged?.ExerciseSelected is { } active && active.ExerciseId == _reference.ExerciseId && !active.Model.Equals(_reference))
            GoOnWith(at, active.Model);
    }

    private void GoOnWith(int at, ModelReference reference)
    {
        _reference = reference;
        _expected.Add(Selected(reference));
        _counter = New(_counter.Status.SetNumber, _inputs[at].Seq + 1, at + 1);
    }

    private RepCounter New(int setNumber, long nextSeq, int at)
    {
        (_beganAt, _beganWith, _beganSet, _beganSeq, _lastBoundary) = (at, _expected.Count, setNumber, nextSeq, nextSeq);
        _beganCountedUntil = _countedUntil;
        return new RepCounter(_models[_reference], s_settings, setNumber, nextSeq);
    }

    private void EndSet(long seq, SetEndReason reason)
    {
        if (!_paused)
            _counter.EndSet(seq, reason, _found);
        WriteDown(_expected);
        _lastBoundary = _counter.RestartPoint.InputSeq;
    }

    /// <summary>Ends the set at a gap, and gives the index of the first input behind it.</summary>
    private int SkipGap(int at, int gapAt, long firstMissing, long next)
    {
        var stored = _log.Take(gapAt).Skip(_expected.Count).ToArray();
        var ended = new List<SessionEvent>();
        if (!_paused)
            _counter.EndSet(next, SetEndReason.Gap, _found);
        WriteDown(ended);
        var setNumber = _counter.Status.SetNumber;
        if (ended.Count != stored.Length || !ended.Zip(stored).All(pair => LogVerdict.Same(pair.First, pair.Second)))
            (ended, setNumber) = EndedByAnother(at, next, stored, ended, setNumber);

        // Whoever has lost a set's beginning may still hold its end: what was counted of it does not count again.
        _countedUntil = stored is [.., { SetEnded.Reps: { Count: > 0 } reps }] ? reps.Max(rep => rep.EndTimeUs) : null;
        _expected.AddRange(ended);
        _expected.Add(new SessionEvent { InputGap = new InputGap { FirstMissingInputSeq = (ulong)firstMissing, NextInputSeq = (ulong)next } });
        while (at < _inputs.Count && _inputs[at].Seq < next)
            at++;
        _counter = New(setNumber, next, at);
        return at;
    }

    /// <summary>
    /// The server had counted further than to the gap, and what it knew beyond the journal went with it. The journal has what it had found; a counter that
    /// stood at the gap, however far it had come again, has added what its own end brought to light; and the set's end is written of both.
    /// </summary>
    private (List<SessionEvent> Ended, int SetNumber) EndedByAnother(int at, long next, SessionEvent[] stored, List<SessionEvent> ended, int setNumber)
    {
        if (stored is not [.., { SetEnded: { } cut }])
            return (ended, setNumber);

        // Found by the inputs of those who had the session before whoever made the gap; or by his own, which will come again behind it.
        var beginnings = _diary.Beginnings;
        var before = _diary.Inputs([.. _takeOvers.Select((from, run) => beginnings[run + 1] >= next ? long.MaxValue : from)]);
        var lit = ended.Where(e => e.SetEnded is null).ToArray();
        var found = new[] { before, _inputs }
            .Select(inputs => Further(inputs, at, stored.Length - 1))
            .SelectMany(live => Enumerable.Range(0, live.Count + 1).Select(count => live.Take(count).Concat(lit.Skip(count)).ToList()))
            .MaxBy(events => events.Count == stored.Length - 1 ? events.Zip(stored).TakeWhile(pair => LogVerdict.Same(pair.First, pair.Second)).Count() : -1)!;
        var reps = _expected.Concat(found).Count(e => e.RepCompleted?.SetNumber == cut.SetNumber);
        found.Add(new SessionEvent
        {
            SetEnded = new SetEnded { SetNumber = cut.SetNumber, Reason = cut.Reason, Reps = { Enumerable.Range(0, reps).Select(_ => new WireRep()) } },
        });
        return (found, (int)cut.SetNumber + 1);
    }

    /// <summary>What was found next, before the gap was known.</summary>
    private List<SessionEvent> Further(IReadOnlyList<MadeInput> inputs, int at, int count)
    {
        _counter = new RepCounter(_models[_reference], s_settings, _beganSet, _beganSeq);
        _countedUntil = _beganCountedUntil;
        var all = new List<SessionEvent>();
        var known = _expected.Count - _beganWith;
        for (var i = _beganAt; i < inputs.Count && (i < at || all.Count < known + count); i++)
        {
            if (inputs[i].Kind == MadeInputKind.EndSet)
                _counter.EndSet(inputs[i].Seq, SetEndReason.Client, _found);
            else if (inputs[i].Kind != MadeInputKind.Frame)
                break;
            else if (!WasCounted(inputs[i]))
                Push(inputs[i]);
            WriteDown(all);
        }

        return [.. all.Skip(known).Take(count)];
    }

    private void Push(MadeInput frame)
    {
        _countedUntil = null;
        _counter.Push(frame.Seq, frame.CaptureMicros, frame.Landmarks.Span, _found);
    }

    private bool WasCounted(MadeInput frame) => _countedUntil - frame.CaptureMicros is > 0 and <= LongestSetMicros;

    private void WriteDown(List<SessionEvent> into)
    {
        foreach (var found in _found)
        {
            into.Add(found switch
            {
                Found.SetStarted e => new SessionEvent
                {
                    SetStarted = new SetStarted { SetNumber = (uint)e.SetNumber, StartTimeUs = e.StartMicros, Model = _reference },
                },
                Found.RepCompleted e => new SessionEvent
                {
                    RepCompleted = new RepCompleted
                    {
                        SetNumber = (uint)e.SetNumber,
                        Ordinal = (uint)e.Ordinal,
                        Rep = Rep(e.Rep),
                        FoundLate = e.FoundLate,
                    },
                },
                Found.SetEnded e => new SessionEvent
                {
                    SetEnded = new SetEnded
                    {
                        SetNumber = (uint)e.SetNumber,
                        Reason = (Protocol.V1.SetEndReason)e.Reason,
                        FinalVote = (uint)e.FinalVote,
                        Reps = { e.Reps.Select(Rep) },
                    },
                },
                _ => throw new InvalidOperationException($"The log has no word for {found.GetType().Name}."),
            });
        }

        _found.Clear();
    }

    private static SessionEvent Selected(ModelReference reference) =>
        new() { ExerciseSelected = new ExerciseSelected { ExerciseId = reference.ExerciseId, Model = reference } };

    private static WireRep Rep(Found.Rep rep)
    {
        var wire = new WireRep { StartTimeUs = rep.StartMicros, PeakTimeUs = rep.PeakMicros, EndTimeUs = rep.EndMicros };
        if (rep.Range is { } range)
            wire.Range = range;
        return wire;
    }
}
