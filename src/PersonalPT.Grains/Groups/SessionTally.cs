using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Grains.Groups;

/// <summary>
/// The reps of one session, read from its log in the order of event numbers: what comes twice or out of order changes nothing. A rep keeps the time that it was
/// first told with, so that no board ever takes one back when its set has ended and times become final.
/// </summary>
internal sealed class SessionTally
{
    private readonly Dictionary<int, string> _exercises = [];
    private readonly HashSet<(int Set, int Ordinal)> _known = [];
    private readonly List<TalliedRep> _reps = [];

    /// <summary>The newest event that is taken into account.</summary>
    public long LastEventSeq { get; private set; }

    /// <summary>Its reps, in the order of the log.</summary>
    public IReadOnlyList<TalliedRep> Reps => _reps;

    /// <summary>Takes some events; those that it has are passed over, and so is everything behind a hole.</summary>
    /// <returns>Whether there was no hole.</returns>
    public bool Take(IEnumerable<SessionEvent> events)
    {
        foreach (var entry in events.OrderBy(e => e.EventSeq))
        {
            if (entry.EventSeq <= LastEventSeq)
                continue;
            if (entry.EventSeq > LastEventSeq + 1)
                return false;

            LastEventSeq = entry.EventSeq;
            switch (entry.Body)
            {
                case SetStarted set:
                    _exercises[set.SetNumber] = set.Model.ExerciseId;
                    break;
                case RepCompleted rep when _known.Add((rep.SetNumber, rep.Ordinal)):
                    _reps.Add(new TalliedRep(_exercises.GetValueOrDefault(rep.SetNumber, ""), rep.Rep.EndMicros, entry.RecordedMicros));
                    break;
                default:
                    break;
            }
        }

        return true;
    }
}

/// <summary>A rep as a group sees it.</summary>
/// <param name="ExerciseId">What was done.</param>
/// <param name="EndMicros">When it ended, by its phone's clock.</param>
/// <param name="RecordedMicros">When it was written, by the server's clock.</param>
internal readonly record struct TalliedRep(string ExerciseId, long EndMicros, long RecordedMicros);
