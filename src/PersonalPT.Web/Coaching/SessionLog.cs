using System.Collections.Immutable;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Web.Coaching;

/// <summary>What a coach sees of a session's log: its sets with their reps, and the cues. Read on from where it was; not for two threads.</summary>
internal sealed class SessionLog
{
    private const int Page = 1000;

    private readonly SortedDictionary<int, SortedDictionary<int, Rep>> _running = [];
    private readonly SortedDictionary<int, LoggedSet> _sets = [];
    private readonly List<LoggedCue> _cues = [];
    private string _exerciseId = "";

    /// <summary>The newest event that this knows.</summary>
    public long LastEventSeq { get; private set; }

    /// <summary>Its sets, in order.</summary>
    public IReadOnlyCollection<LoggedSet> Sets => _sets.Values;

    /// <summary>Its cues, oldest first.</summary>
    public IReadOnlyList<LoggedCue> Cues => _cues;

    /// <summary>Reads what was written since.</summary>
    public async Task Read(IJournal journal, SessionKey session, CancellationToken cancellationToken)
    {
        IReadOnlyList<SessionEvent> page;
        do
        {
            page = await journal.Read(session, LastEventSeq, Page, cancellationToken);
            foreach (var entry in page)
                Take(entry);
        }
        while (page.Count == Page);
    }

    /// <summary>Takes the next event; one that was there before changes nothing.</summary>
    public void Take(SessionEvent entry)
    {
        if (entry.EventSeq <= LastEventSeq)
            return;

        LastEventSeq = entry.EventSeq;
        switch (entry.Body)
        {
            case ExerciseSelected selected:
                _exerciseId = selected.Model.ExerciseId;
                break;
            case SetStarted set:
                _exerciseId = set.Model.ExerciseId;
                Put(set.SetNumber, isOver: false, []);
                break;
            case RepCompleted rep:
                if (!_running.TryGetValue(rep.SetNumber, out var found))
                    _running.Add(rep.SetNumber, found = []);
                found[rep.Ordinal] = rep.Rep;
                // Numbered in the order of finding.
                Put(rep.SetNumber, isOver: false, [.. found.Values.OrderBy(r => r.StartMicros)]);
                break;
            case SetEnded set:
                _running.Remove(set.SetNumber);
                Put(set.SetNumber, isOver: true, [.. set.Reps]);
                break;
            case CueSent cue:
                _cues.Add(new LoggedCue(cue, entry.RecordedMicros, null));
                break;
            case CueAcknowledged seen:
                var at = _cues.FindIndex(cue => cue.Cue.CueId == seen.CueId);
                if (at >= 0)
                    _cues[at] = _cues[at] with { SeenMicros = entry.RecordedMicros };
                break;
        }
    }

    private void Put(int number, bool isOver, ImmutableArray<Rep> reps) =>
        _sets[number] = new LoggedSet(number, _sets.TryGetValue(number, out var known) ? known.ExerciseId : _exerciseId, isOver, reps);
}
