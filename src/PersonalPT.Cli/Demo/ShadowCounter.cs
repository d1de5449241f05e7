using System.Collections.Concurrent;
using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Cli.Demo;

/// <summary>
/// Counts at the phone what the server counts, to know which input makes a rep: the wire does not say, and a rep's own end is earlier than the moment
/// at which a counter can be sure of it. It is asked when a rep arrives, never shown.
/// </summary>
internal sealed class ShadowCounter(ExerciseModel model, TimeProvider time)
{
    private readonly RepCounter _counter = new(model, new CountingSettings());
    private readonly List<CountingEvent> _events = [];
    private readonly ConcurrentDictionary<(int Set, int Ordinal), long> _causedAt = [];

    /// <summary>Reps that the counter has found so far.</summary>
    public int Reps { get; private set; }

    /// <summary>Right before a frame is pushed.</summary>
    public void Frame(long inputSeq, long captureMicros, ReadOnlySpan<Landmark> landmarks)
    {
        _counter.Push(inputSeq, captureMicros, landmarks, _events);
        Note();
    }

    /// <summary>Right before the session is ended.</summary>
    public void End(long inputSeq)
    {
        _counter.EndSet(inputSeq, SetEndReason.SessionEnded, _events);
        Note();
    }

    /// <summary>The time since the input was pushed that made this rep; null where this counter does not know the rep.</summary>
    public TimeSpan? SinceCauseOf(int setNumber, int ordinal) =>
        _causedAt.TryGetValue((setNumber, ordinal), out var caused) ? time.GetElapsedTime(caused) : null;

    private void Note()
    {
        if (_events.Count == 0)
            return;
        var now = time.GetTimestamp();
        foreach (var rep in _events.OfType<RepCompleted>())
        {
            Reps++;
            _causedAt[(rep.SetNumber, rep.Ordinal)] = now;
        }

        _events.Clear();
    }
}
