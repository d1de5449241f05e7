using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>
/// A counter that a person can follow, with everything that matters to the protocol: three frames in a row are a rep, three times nobody end a set, it can
/// be rebuilt from the set's first frame, and what the journal holds of the set is kept back when it comes again.
/// </summary>
internal sealed class ToyCounter
{
    private const int FramesOfRep = 3;
    private const int NobodyEndsSet = 3;

    private readonly Dictionary<string, SessionEventBody> _stored;
    private readonly List<Rep> _reps = [];
    private readonly List<SessionEventBody> _entries = [];
    private int _setNumber;
    private int _frames;
    private int _nobody;
    private long _restart;
    private long? _countedUntil;

    public ToyCounter(DurablePoint point, IReadOnlyList<SessionEventBody> log)
    {
        (Next, _restart, _setNumber, Model, IsPaused) = (point.InputSeq, point.InputSeq, point.SetNumber, point.Model, point.Paused);
        _stored = log.Where(e => e is SetStarted s ? s.SetNumber == _setNumber : e is RepCompleted r && r.SetNumber == _setNumber)
            .ToDictionary(e => e.IdempotencyKey);
        if (log.OfType<SetEnded>().LastOrDefault() is { Reason: SetEndReason.Gap } ended && ended.SetNumber == _setNumber - 1)
            _countedUntil = ended.Reps[^1].EndMicros;
    }

    public long Next { get; private set; }

    public ModelReference Model { get; private set; }

    public bool IsPaused { get; private set; }

    public bool HasEnded { get; private set; }

    public DurablePoint Point(DurablePoint last) =>
        last with { InputSeq = IsPaused || HasEnded ? Next : _restart, SetNumber = _setNumber, Model = Model, Paused = IsPaused };

    public SessionEventBody[] TakeEntries()
    {
        SessionEventBody[] entries = [.. _entries];
        _entries.Clear();
        return entries;
    }

    /// <summary>Takes the next input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="active">The model that is active now; asked for between sets.</param>
    public void Take(SessionInput input, Func<ModelReference> active)
    {
        var seq = Next++;
        switch (input.Kind)
        {
            case InputKind.Frame when !IsPaused && !(input.CaptureMicros < _countedUntil):
                Count(input.CaptureMicros, seq);
                break;
            case InputKind.NobodySeen when !IsPaused:
                MissPerson(seq, active);
                break;
            case InputKind.EndSet:
                End(SetEndReason.Client);
                TakeOver(seq, active);
                break;
            case InputKind.SelectExercise:
                End(SetEndReason.ExerciseChanged);
                Select(seq, Model with { ExerciseId = input.ExerciseId! });
                break;
            case InputKind.Pause:
                End(SetEndReason.Client);
                if (!IsPaused)
                    _entries.Add(new SessionPaused(seq));
                IsPaused = true;
                break;
            case InputKind.Unpause when IsPaused:
                IsPaused = false;
                _restart = Next;
                _entries.Add(new SessionUnpaused(seq));
                TakeOver(seq, active);
                break;
            case InputKind.EndSession:
                End(SetEndReason.SessionEnded);
                _entries.Add(new SessionEnded(SessionEndReason.Client));
                HasEnded = true;
                break;
        }
    }

    public void Gap(long next)
    {
        var first = Next;
        Next = next;
        End(SetEndReason.Gap);
        _countedUntil = _entries is [.., SetEnded ended] ? ended.Reps[^1].EndMicros : null;
        _entries.Add(new InputGap(first, next));
    }

    private void Count(long micros, long seq)
    {
        _nobody = 0;
        if (_frames == 0 && _reps.Count == 0)
            _restart = seq;
        if (++_frames < FramesOfRep)
            return;

        _frames = 0;
        _reps.Add(new Rep(micros - 2, micros - 1, micros));
        if (_reps.Count == 1)
            Emit(new SetStarted(_setNumber, micros - 2, Model));
        Emit(new RepCompleted(_setNumber, _reps.Count, _reps[^1], false));
    }

    private void MissPerson(long seq, Func<ModelReference> active)
    {
        _frames = 0;
        if (_reps.Count > 0 && ++_nobody < NobodyEndsSet)
            return;

        if (_reps.Count > 0)
            End(SetEndReason.NobodySeen);
        _restart = Next;
        if (_stored.Count == 0)
            TakeOver(seq, active);
    }

    private void End(SetEndReason reason)
    {
        // What is stored and has not come again, because inputs are lost, stands.
        var stored = _stored.Values.OfType<RepCompleted>().OrderBy(r => r.Ordinal).Select(r => r.Rep).ToArray();
        var reps = _reps.Count >= stored.Length ? _reps.ToArray() : stored;
        if (reps.Length > 0)
            _entries.Add(new SetEnded(_setNumber++, reason, reps, reps.Length));
        _stored.Clear();
        _reps.Clear();
        (_frames, _nobody, _restart) = (0, 0, Next);
    }

    private void Emit(SessionEventBody body)
    {
        if (!_stored.ContainsKey(body.IdempotencyKey))
            _entries.Add(body);
    }

    private void TakeOver(long seq, Func<ModelReference> active)
    {
        if (active() is var model && model.Version != Model.Version)
            Select(seq, model with { ExerciseId = Model.ExerciseId });
    }

    private void Select(long seq, ModelReference model)
    {
        Model = model;
        _entries.Add(new ExerciseSelected(seq, model));
    }
}
