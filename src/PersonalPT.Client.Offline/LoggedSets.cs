using PersonalPT.Protocol.V1;
using Rep = PersonalPT.Counting.Rep;

namespace PersonalPT.Client.Offline;

/// <summary>What the session's log says about its sets, as far as it was read.</summary>
internal sealed class LoggedSets
{
    // Long before a set is that old, its inputs are durable and nobody counts them again.
    private const int MostSets = 64;

    private readonly List<LoggedSet> _sets = [];

    /// <summary>The last entry that was read.</summary>
    public ulong LastEventSeq { get; private set; }

    /// <summary>The model that counts as of the last entry; null where none has said so.</summary>
    public ModelReference? Model { get; private set; }

    /// <summary>Reads the next entry.</summary>
    public void Take(SessionEvent entry)
    {
        LastEventSeq = entry.EventSeq;
        switch (entry.EventCase)
        {
            case SessionEvent.EventOneofCase.ExerciseSelected:
                Model = entry.ExerciseSelected.Model;
                break;
            case SessionEvent.EventOneofCase.SetStarted:
                _sets.Add(new LoggedSet((int)entry.SetStarted.SetNumber, entry.SetStarted.StartTimeUs));
                if (_sets.Count > MostSets)
                    _sets.RemoveAt(0);
                break;
            case SessionEvent.EventOneofCase.RepCompleted:
                Find((int)entry.RepCompleted.SetNumber)?.Reps.Add(Times(entry.RepCompleted.Rep));
                break;
            case SessionEvent.EventOneofCase.SetEnded:
                if (Find((int)entry.SetEnded.SetNumber) is { } ended)
                    ended.HasEnded = true;
                break;
        }
    }

    /// <summary>The number of the set that begins with an input, or is the next after it: those that were before it are known by when they began.</summary>
    /// <param name="captureMicros">The input's time.</param>
    public int NumberAt(long captureMicros)
    {
        for (var i = _sets.Count - 1; i >= 0; i--)
        {
            if (_sets[i].StartMicros < captureMicros)
                return _sets[i].Number + 1;
        }

        return _sets.Count > 0 ? _sets[0].Number : 1;
    }

    /// <summary>Whether the log has a rep that the phone counts again, or has closed the book on the set that it would belong to.</summary>
    public bool Has(ProvisionalRep rep)
    {
        foreach (var set in _sets)
        {
            if (set.Number == rep.SetNumber ? set.HasEnded || set.Reps.Count >= rep.Ordinal : set.Reps.Exists(logged => Overlap(logged, rep.Rep)))
                return true;
        }

        return false;
    }

    /// <summary>Whether two reps are the same movement: each is deepest within the other.</summary>
    public static bool Overlap(Rep one, Rep other) =>
        one.PeakMicros >= other.StartMicros && one.PeakMicros <= other.EndMicros && other.PeakMicros >= one.StartMicros && other.PeakMicros <= one.EndMicros;

    /// <summary>A rep as it stands in the log.</summary>
    public static Rep Times(Protocol.V1.Rep rep) => new(rep.StartTimeUs, rep.PeakTimeUs, rep.EndTimeUs, rep.HasRange ? rep.Range : null);

    private LoggedSet? Find(int number) => _sets.FindLast(set => set.Number == number);

    private sealed class LoggedSet(int number, long startMicros)
    {
        public int Number => number;

        public long StartMicros => startMicros;

        public List<Rep> Reps { get; } = [];

        public bool HasEnded { get; set; }
    }
}
