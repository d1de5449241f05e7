using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting;
using PersonalPT.Contracts.Storage;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Grains.Sessions;

/// <summary>
/// What the journal holds of the set that was running when a session was rebuilt. The inputs come again and give the same events again; those are
/// kept back here. What is stored wins: where the counter now finds something else (rounding on another processor), the difference is only counted.
/// </summary>
internal sealed class JournaledSet
{
    private readonly int _setNumber;
    private readonly SetStarted? _started;
    private readonly List<RepCompleted> _reps = [];
    private bool _startedAgain;
    private int _repsAgain;

    /// <summary>Picks the running set's events out of the newest of the log.</summary>
    public JournaledSet(DurablePoint point, IEnumerable<SessionEvent> newest)
    {
        _setNumber = point.SetNumber;
        foreach (var entry in newest)
        {
            if (entry.Body is SetStarted started && started.SetNumber == _setNumber)
                _started = started;
            else if (entry.Body is RepCompleted rep && rep.SetNumber == _setNumber)
                _reps.Add(rep);
            else if (entry.Body is SetEnded { Reason: SetEndReason.Gap, Reps.Count: > 0 } before && before.SetNumber == _setNumber - 1)
                CountedUntilMicros = LastEnd(before);
        }

        IsOpen = _started is not null;
    }

    /// <summary>The running set's number.</summary>
    public int SetNumber => _setNumber;

    /// <summary>The journal holds the beginning of this set and not yet its end.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Where the last of the stored reps ends, capture time.</summary>
    public long EndMicros => _reps.Count == 0 ? _started?.StartMicros ?? 0 : _reps.Max(r => r.Rep.EndMicros);

    /// <summary>
    /// The end of the last rep of the set before, capture time, where a gap ended that set: a phone that has lost the set's beginning may still hold its
    /// end, and what was counted of it must not count again. Null where there was no gap.
    /// </summary>
    public long? CountedUntilMicros { get; }

    /// <summary>Events that came again and differ from what is stored.</summary>
    public int Differences { get; private set; }

    /// <summary>Whether everything that is stored has come again.</summary>
    public bool IsCaughtUp => !IsOpen || (_startedAgain && _repsAgain >= _reps.Count);

    /// <summary>Whether the newest events reach back to the beginning of the running set.</summary>
    public static bool ReachesBack(DurablePoint point, IReadOnlyList<SessionEvent> newest)
    {
        foreach (var entry in newest)
        {
            if (entry.EventSeq == 1)
                return true;
            if (entry.Body is SetStarted started && started.SetNumber == point.SetNumber)
                return true;
            if (entry.Body is SetEnded ended && ended.SetNumber == point.SetNumber - 1)
                return true;
        }

        return newest.Count == 0;
    }

    /// <summary>What a counter shows, with the set that is stored: it is running although the counter has not come so far again.</summary>
    public CountingStatus Within(CountingStatus status) =>
        IsOpen ? status with { SetNumber = _setNumber, InSet = true, RepsInSet = Math.Max(status.RepsInSet, _reps.Count) } : status;

    /// <summary>Whether the journal holds this event already.</summary>
    public bool Holds(SetStarted started)
    {
        if (!IsOpen || started.SetNumber != _setNumber)
            return false;

        _startedAgain = true;
        Compare(started, _started);
        return true;
    }

    /// <summary>Whether the journal holds this event already.</summary>
    public bool Holds(RepCompleted rep)
    {
        if (!IsOpen || rep.SetNumber != _setNumber || rep.Ordinal > _reps.Count)
            return false;

        _repsAgain++;
        Compare(rep, _reps[rep.Ordinal - 1]);
        return true;
    }

    /// <summary>The end of a set, with every rep that is stored.</summary>
    public SetEnded Complete(SetEnded ended)
    {
        if (!IsOpen || ended.SetNumber != _setNumber)
            return ended;

        IsOpen = false;
        if (ended.Reps.Count >= _reps.Count)
            return ended;

        Differences++;
        return ended with { Reps = InTimeOrder([.. ended.Reps, .. _reps.Skip(ended.Reps.Count).Select(r => r.Rep)]) };
    }

    /// <summary>The end of a set that the counter did not find again.</summary>
    public SetEnded Close(SetEndReason reason)
    {
        IsOpen = false;
        return new SetEnded(_setNumber, reason, InTimeOrder([.. _reps.Select(r => r.Rep)]), _reps.Count);
    }

    /// <summary>Where the last rep of a set ends, capture time.</summary>
    public static long LastEnd(SetEnded ended) => ended.Reps.Max(rep => rep.EndMicros);

    private static Rep[] InTimeOrder(Rep[] reps)
    {
        Array.Sort(reps, (a, b) => a.StartMicros.CompareTo(b.StartMicros));
        return reps;
    }

    private void Compare(SessionEventBody again, SessionEventBody? stored)
    {
        if (!again.Equals(stored))
            Differences++;
    }
}
