using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Testing.Storage;

/// <summary>What people say about sets, beside a journal in memory.</summary>
public sealed class InMemorySetChangeStore(InMemoryJournal journal) : ISetChangeStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, List<RecordedSetChange>> _afterEnd = [];

    /// <inheritdoc/>
    public Task<SetStanding> Look(SessionKey session, int setNumber, string changeId, CancellationToken cancellationToken)
    {
        var events = journal.Events(session);
        var changes = Changes(session);
        return Task.FromResult(new SetStanding(
            events.Any(e => e.Body is SetStarted set && set.SetNumber == setNumber),
            events.Any(e => e.Body is SetEnded set && set.SetNumber == setNumber),
            changes.Count(c => c.Change.SetNumber == setNumber),
            changes.FirstOrDefault(c => c.Change.ChangeId == changeId)));
    }

    /// <inheritdoc/>
    public async Task<RecordedSetChange?> Add(SessionKey session, SetChange change, long recordedMicros, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (await journal.Find(session, cancellationToken) is not { EndedMicros: not null })
            return null;
        if (!(await Look(session, change.SetNumber, change.ChangeId, cancellationToken)).Exists)
            return null;

        lock (_lock)
        {
            if (Changes(session).FirstOrDefault(c => c.Change.ChangeId == change.ChangeId) is { } written)
                return written;

            var recorded = new RecordedSetChange(change, recordedMicros, 0);
            if (!_afterEnd.TryGetValue(session, out var added))
                _afterEnd.Add(session, added = []);
            added.Add(recorded);
            return recorded;
        }
    }

    /// <summary>All that was said about a session's sets, in order.</summary>
    public IReadOnlyList<RecordedSetChange> Changes(SessionKey session)
    {
        lock (_lock)
        {
            var inLog = journal.Events(session).Where(e => e.Body is SetChange)
                .Select(e => new RecordedSetChange((SetChange)e.Body, e.RecordedMicros, e.EventSeq));
            return [.. inLog, .. _afterEnd.GetValueOrDefault(session) ?? []];
        }
    }
}
