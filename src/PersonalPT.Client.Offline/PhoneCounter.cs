using System.Runtime.InteropServices;
using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using Found = PersonalPT.Counting;
using SetEndReason = PersonalPT.Counting.SetEndReason;

namespace PersonalPT.Client.Offline;

/// <summary>
/// Counts a session's inputs on the phone as the server counts them: the same counter with the same settings, restarted by the same controls. The same inputs
/// from the same point give the same reps. Where a model is missing, it counts nothing until an exercise is chosen whose model is here.
/// </summary>
internal sealed class PhoneCounter
{
    // What a server starts sessions with.
    private static readonly CountingSettings _settings = new();

    private readonly CaptureHeader _capture;
    private readonly Func<string, ChosenModel> _choose;
    private readonly List<CountingEvent> _found = [];
    private readonly float[] _landmarks = new float[CompactFrame.FloatCount];

    private RepCounter? _counter;
    private ExerciseModel? _model;
    private string _exerciseId;
    private int _setNumber;
    private bool _paused;
    private bool _ended;

    /// <summary>A counter at a restart point.</summary>
    /// <param name="start">Where it is and how things stand there.</param>
    /// <param name="model">What counts there; null where it is not here.</param>
    /// <param name="capture">How the landmarks are made.</param>
    /// <param name="choose">The model of an exercise that is chosen.</param>
    public PhoneCounter(PhoneCounterStart start, ExerciseModel? model, CaptureHeader capture, Func<string, ChosenModel> choose)
    {
        _capture = capture;
        _choose = choose;
        _exerciseId = start.ExerciseId;
        _model = model;
        _setNumber = start.SetNumber;
        _paused = start.Paused;
        StartAnew(start.InputSeq);
    }

    /// <summary>Takes an input.</summary>
    /// <param name="inputSeq">Its number; the inputs come without a hole.</param>
    /// <param name="input">The input as it goes over the wire.</param>
    /// <param name="reps">Gets the reps that were found.</param>
    public void Take(ulong inputSeq, Input input, List<ProvisionalRep> reps)
    {
        if (_ended)
            return;
        var seq = (long)inputSeq;
        switch (input.InputCase)
        {
            case Input.InputOneofCase.Compact or Input.InputOneofCase.Floats or Input.InputOneofCase.NobodySeen:
                if (!_paused && _counter is { } counter)
                    counter.Push(seq, _capture.CaptureEpochUs + (long)input.TimeUs, Read(input), _found);
                break;
            case Input.InputOneofCase.EndSet:
                EndSet(seq, SetEndReason.Client);
                break;
            case Input.InputOneofCase.Pause:
                EndSet(seq, SetEndReason.Client);
                _paused = true;
                break;
            case Input.InputOneofCase.Unpause when _paused:
                _paused = false;
                StartAnew(inputSeq + 1);
                break;
            case Input.InputOneofCase.SelectExercise:
                EndSet(seq, SetEndReason.ExerciseChanged);
                Report(reps);
                Choose(input.SelectExercise.ExerciseId, inputSeq + 1);
                break;
            case Input.InputOneofCase.EndSession:
                EndSet(seq, SetEndReason.SessionEnded);
                _ended = true;
                break;
        }

        Report(reps);
    }

    private void EndSet(long inputSeq, SetEndReason reason)
    {
        if (!_paused)
            _counter?.EndSet(inputSeq, reason, _found);
    }

    // What the gym does not have ends the set and changes nothing else.
    private void Choose(string exerciseId, ulong nextInputSeq)
    {
        var chosen = _choose(exerciseId);
        if (!chosen.IsTaught)
            return;
        _exerciseId = exerciseId;
        _model = chosen.Model;
        StartAnew(nextInputSeq);
    }

    private void StartAnew(ulong nextInputSeq)
    {
        _setNumber = _counter?.Status.SetNumber ?? _setNumber;
        _counter = _model is null ? null : new RepCounter(_model, _settings, _setNumber, (long)nextInputSeq);
    }

    private ReadOnlySpan<Landmark> Read(Input input)
    {
        if (input.InputCase == Input.InputOneofCase.NobodySeen)
            return default;
        if (input.InputCase == Input.InputOneofCase.Compact)
            CompactFrame.TryDecode(input.Compact.Span, _landmarks);
        else
            input.Floats.Values.CopyTo(_landmarks, 0);
        IsotropicLandmarks.Make(_capture.CoordinateSpace, _capture.ImageAspect, _landmarks);
        return MemoryMarshal.Cast<float, Landmark>(_landmarks);
    }

    private void Report(List<ProvisionalRep> reps)
    {
        foreach (var found in _found)
        {
            if (found is Found.RepCompleted rep)
                reps.Add(new ProvisionalRep(_exerciseId, rep.SetNumber, rep.Ordinal, rep.Rep, rep.FoundLate, (ulong)rep.InputSeq));
        }

        _found.Clear();
    }
}

/// <summary>Where a counter starts.</summary>
/// <param name="InputSeq">The first input that will be fed to it.</param>
/// <param name="SetNumber">The number of the set that begins there.</param>
/// <param name="ExerciseId">What is counted.</param>
/// <param name="Paused">Whether frames are not counted.</param>
internal readonly record struct PhoneCounterStart(ulong InputSeq, int SetNumber, string ExerciseId, bool Paused);

/// <summary>What an exercise that was chosen is counted with.</summary>
/// <param name="IsTaught">False where the server will find that it cannot count it.</param>
/// <param name="Model">Its model; null where it is not here.</param>
internal readonly record struct ChosenModel(bool IsTaught, ExerciseModel? Model);
