using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Sets;

/// <summary>Sets one after the other, each started by the input that follows the one before.</summary>
/// <param name="model">The exercise.</param>
/// <param name="settings">How to count.</param>
/// <param name="memory">What the session's two lanes share.</param>
/// <param name="place">Which of the two this is, 0 or 1.</param>
internal sealed class SetLane(ExerciseModel model, CountingSettings settings, SetMemory memory, int place)
{
    private readonly SetCounter _counter = new(model, settings, memory, place);

    /// <summary>Whether an input has come since the last set ended.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>The input that the running set was started with.</summary>
    public long FirstInputSeq { get; private set; }

    public long StartMicros => _counter.StartMicros;

    /// <summary>The number of the running set, or of the next one.</summary>
    public int SetNumber { get; private set; }

    public int Reps => IsRunning ? _counter.Reps : 0;

    /// <summary>A set is running and nothing has been found in it.</summary>
    public bool IsIdle => IsRunning && _counter.Reps == 0;

    public MovementState State => IsRunning ? _counter.State : MovementState.Rest;

    public float Progress => IsRunning ? _counter.Progress : 0;

    public void Clear(int setNumber)
    {
        IsRunning = false;
        SetNumber = setNumber;
    }

    /// <summary>Whether a frame of this time ends the running set before it is counted.</summary>
    public bool EndsBefore(long captureMicros) => IsRunning && _counter.EndsBefore(captureMicros) is not null;

    /// <summary>Whether a frame of this time is out of order, and to be passed over.</summary>
    public bool IsOutOfOrder(long captureMicros) => IsRunning && captureMicros <= _counter.LastMicros && !EndsBefore(captureMicros);

    /// <summary>Takes a frame that is not out of order.</summary>
    public void Push(long inputSeq, long captureMicros, ReadOnlySpan<Landmark> landmarks, bool isPerson, ICollection<CountingEvent> events)
    {
        if (IsRunning && _counter.EndsBefore(captureMicros) is { } before)
            End(inputSeq, before, events);

        if (!IsRunning)
        {
            _counter.Start(captureMicros, SetNumber);
            FirstInputSeq = inputSeq;
            IsRunning = true;
        }

        if (_counter.Push(inputSeq, captureMicros, landmarks, isPerson, events) is { } after)
            End(inputSeq, after, events);
    }

    /// <summary>Ends the running set, if there is one. A set in which nothing was found leaves its number to the next one.</summary>
    public void End(long inputSeq, SetEndReason reason, ICollection<CountingEvent> events)
    {
        if (!IsRunning)
            return;

        _counter.End(inputSeq, reason, events);
        IsRunning = false;
        if (_counter.Reps > 0)
            SetNumber++;
    }
}
