using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using PersonalPT.Grains.Sessions;

namespace PersonalPT.Grains.Recordings;

/// <summary>
/// Feeds recorded inputs to the counter that sessions have, and gives what would have been written to the log. What no input says is taken from the real
/// log: which versions counted from where on, and whether the session was paused behind a stretch that is missing.
/// </summary>
internal sealed class RecordingReplay
{
    private readonly SessionCounter _counter;
    private readonly Func<ModelReference, (ModelReference Reference, ExerciseModel Model)> _choose;
    private readonly IReadOnlyList<SessionEventBody> _turns;
    private readonly HashSet<long> _unknown;
    private readonly List<SessionEventBody> _entries = [];
    private int _nextTurn;

    /// <summary>A replay at the session's start.</summary>
    /// <param name="settings">How the session is counted.</param>
    /// <param name="log">The session's real log.</param>
    /// <param name="choose">What counts instead of a version that the log names: that one itself, or another of its exercise.</param>
    public RecordingReplay(
        string settings, IEnumerable<SessionEventBody> log, Func<ModelReference, (ModelReference Reference, ExerciseModel Model)> choose)
    {
        _choose = choose;
        var entries = log.ToList();
        _turns = [.. entries.Where(e => e is ExerciseSelected { InputSeq: > 0 } or SessionPaused or SessionUnpaused)];
        _unknown = [.. entries.OfType<ExerciseUnknown>().Select(e => e.InputSeq)];
        var started = entries.OfType<ExerciseSelected>().FirstOrDefault(e => e.InputSeq == 0) ?? throw new ArgumentException("A log names the first model.", nameof(log));
        var (reference, model) = choose(started.Model);
        var point = new DurablePoint(1, 1, reference, settings, RepCounter.Version, Paused: false);
        _counter = new SessionCounter(point, model, new JournaledSet(point, []), held: null);
    }

    /// <summary>What would have been written so far.</summary>
    public IReadOnlyList<SessionEventBody> Entries => _entries;

    /// <summary>Takes inputs. Where they do not follow the last ones, some are missing.</summary>
    public void Take(InputBatch batch)
    {
        var cursor = new InputCursor(batch);
        cursor.SkipTo(_counter.NextInputSeq);
        if (cursor.AtEnd)
            return;
        if (cursor.Seq > _counter.NextInputSeq)
            Skip(cursor.Seq);

        while (!cursor.AtEnd && !_counter.HasEnded)
        {
            if (_counter.TakeFrames(ref cursor))
            {
                TakeOver(cursor.Seq - 1);
            }
            else if (!cursor.AtEnd)
            {
                TakeControl(cursor.Current, cursor.Seq);
                cursor.Advance();
            }
        }

        _entries.AddRange(_counter.TakeEntries());
    }

    /// <summary>Nothing more comes, and the session has ended.</summary>
    public void End(SessionEndReason reason)
    {
        if (!_counter.HasEnded)
            _counter.EndSession(_counter.NextInputSeq - 1, reason);
        _entries.AddRange(_counter.TakeEntries());
    }

    private void Skip(long next)
    {
        _counter.Gap(next);
        // What was done meanwhile: its inputs are not there, but what came of them is.
        var last = next - 1;
        ExerciseSelected? selected = null;
        bool? paused = null;
        for (; _nextTurn < _turns.Count && InputOf(_turns[_nextTurn]) <= last; _nextTurn++)
        {
            selected = _turns[_nextTurn] as ExerciseSelected ?? selected;
            paused = _turns[_nextTurn] switch
            {
                SessionPaused => true,
                SessionUnpaused => false,
                _ => paused,
            };
        }

        if (paused is true)
            _counter.Pause(last);
        else if (paused is false)
            _counter.Unpause(last);
        if (selected is not null)
            GoOnWith(last, selected.Model);
    }

    private void TakeControl(SessionInput input, long seq)
    {
        switch (input.Kind)
        {
            case InputKind.SelectExercise:
                if (!_unknown.Contains(seq) && Turn<ExerciseSelected>(seq) is { } selected)
                {
                    var (reference, model) = _choose(selected.Model);
                    _counter.SelectExercise(seq, reference, model);
                }
                else
                {
                    _counter.ExerciseNotKnown(seq, input.ExerciseId ?? "");
                    TakeOver(seq);
                }

                break;
            case InputKind.EndSet:
                _counter.EndSet(seq);
                TakeOver(seq);
                break;
            case InputKind.Pause:
                _counter.Pause(seq);
                Turn<SessionPaused>(seq);
                break;
            case InputKind.Unpause:
                if (_counter.Unpause(seq))
                    TakeOver(seq);
                break;
            case InputKind.EndSession:
                _counter.EndSession(seq, SessionEndReason.Client);
                break;
            default:
                throw new InvalidOperationException($"An input of kind {input.Kind} is no control.");
        }
    }

    // A version that was activated meanwhile took over at a boundary. Where another version counts, boundaries may lie elsewhere.
    private void TakeOver(long lastSeq)
    {
        if (Turn<ExerciseSelected>(lastSeq) is { } selected)
            GoOnWith(lastSeq, selected.Model);
    }

    private void GoOnWith(long lastSeq, ModelReference logged)
    {
        var (reference, model) = _choose(logged);
        if (reference != _counter.Model)
            _counter.GoOnWith(lastSeq, reference, model);
    }

    // The newest of its kind among what the log says up to an input.
    private T? Turn<T>(long lastSeq)
        where T : SessionEventBody
    {
        T? newest = null;
        for (; _nextTurn < _turns.Count && InputOf(_turns[_nextTurn]) <= lastSeq; _nextTurn++)
            newest = _turns[_nextTurn] as T ?? newest;
        return newest;
    }

    private static long InputOf(SessionEventBody turn) => turn switch
    {
        ExerciseSelected selected => selected.InputSeq,
        SessionPaused paused => paused.InputSeq,
        SessionUnpaused unpaused => unpaused.InputSeq,
        _ => throw new ArgumentOutOfRangeException(nameof(turn), turn, "Belongs to no input."),
    };
}
