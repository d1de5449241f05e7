using PersonalPT.Protocol.V1;

namespace PersonalPT.Protocol.Plans;

/// <summary>
/// Follows a session through its plan, event by event. Give it every event of the session's log from the first one on, in order, as <c>LiveSession.Events</c>
/// or <c>WatchAsync</c> give them; an event that it has had is left out. Not for several threads at once.
/// </summary>
public sealed class PlanFollower
{
    private readonly IReadOnlyList<PlanItem> _items;
    private readonly List<Heard> _sets = [];
    private string _exerciseId = "";
    private ulong _lastEventSeq;

    /// <summary>Begins before the first event.</summary>
    /// <param name="plan">The plan in the revision that the session was started by.</param>
    public PlanFollower(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _items = [.. plan.Content.Items];
        Progress = PlanProgress.Of(_items, []);
    }

    /// <summary>Where the session stands.</summary>
    public PlanProgress Progress { get; private set; }

    /// <summary>Takes an event.</summary>
    /// <returns>Where the session stands after it.</returns>
    /// <exception cref="ArgumentException">Events before it are missing.</exception>
    public PlanProgress Take(SessionEvent entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.EventSeq <= _lastEventSeq)
            return Progress;
        if (entry.EventSeq != _lastEventSeq + 1)
            throw new ArgumentException($"Event {entry.EventSeq} came behind event {_lastEventSeq}: all before it must have come.", nameof(entry));

        _lastEventSeq = entry.EventSeq;
        switch (entry.EventCase)
        {
            case SessionEvent.EventOneofCase.ExerciseSelected:
                _exerciseId = entry.ExerciseSelected.ExerciseId;
                break;
            case SessionEvent.EventOneofCase.SetStarted:
                _sets.Add(new Heard { Number = entry.SetStarted.SetNumber, ExerciseId = entry.SetStarted.Model?.ExerciseId ?? _exerciseId });
                break;
            case SessionEvent.EventOneofCase.RepCompleted when Of(entry.RepCompleted.SetNumber) is { } set:
                set.Counted = Math.Max(set.Counted, entry.RepCompleted.Ordinal);
                break;
            case SessionEvent.EventOneofCase.SetEnded when Of(entry.SetEnded.SetNumber) is { } set:
                set.EndReason = entry.SetEnded.Reason;
                set.EndTimeUs = entry.SetEnded.Reps is [.., { } last] ? last.EndTimeUs : 0;
                break;
            case SessionEvent.EventOneofCase.SetCorrected when Of(entry.SetCorrected.SetNumber) is { } set:
                set.Corrected = entry.SetCorrected.CorrectionCase == SetCorrected.CorrectionOneofCase.Reps ? entry.SetCorrected.Reps : null;
                break;
            default:
                return Progress;
        }

        return Progress = PlanProgress.Of(
            _items, _sets.Select(set => new PerformedSet(set.Number, set.ExerciseId, set.Corrected ?? set.Counted, set.EndReason, set.EndTimeUs)), _exerciseId);
    }

    private Heard? Of(uint setNumber) => _sets.Find(set => set.Number == setNumber);

    private sealed class Heard
    {
        public required uint Number { get; init; }

        public required string ExerciseId { get; init; }

        public uint Counted { get; set; }

        public uint? Corrected { get; set; }

        public SetEndReason? EndReason { get; set; }

        public long EndTimeUs { get; set; }
    }
}
