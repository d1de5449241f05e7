using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Testing.Storage;

/// <summary>Recordings beside a journal in memory, with faults on demand.</summary>
public sealed class InMemoryRecordingStore(InMemoryJournal journal) : IRecordingStore
{
    private readonly Lock _lock = new();
    private readonly ChangeSignal _added = new();
    private readonly SortedDictionary<(string GymId, string SessionId, long Claim, long First), NewChunk> _chunks = [];

    /// <summary>Asked before chunks are added; may wait, and may throw. Default: nothing.</summary>
    public Func<IReadOnlyList<NewChunk>, CancellationToken, Task> BeforeAdd { get; set; } = (_, _) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<bool>> Add(IReadOnlyList<NewChunk> chunks, CancellationToken cancellationToken)
    {
        await BeforeAdd(chunks, cancellationToken);
        var taken = new List<bool>();
        foreach (var chunk in chunks)
        {
            var isTaken = await journal.Find(chunk.Session, cancellationToken) is { IsRecorded: true };
            taken.Add(isTaken);
            if (isTaken)
                Keep(chunk);
        }

        _added.Tell();
        return taken;
    }

    /// <summary>Waits until an input of a session is kept.</summary>
    public Task UntilKept(SessionKey session, long inputSeq, CancellationToken cancellationToken) =>
        _added.WhenAsync(() => Chunks(session).Any(c => c.Span.FirstInputSeq <= inputSeq && inputSeq <= c.Span.LastInputSeq), cancellationToken);

    /// <inheritdoc/>
    public async Task<StoredRecording?> Find(SessionKey session, CancellationToken cancellationToken)
    {
        var row = await journal.Find(session, cancellationToken);
        var chunks = Chunks(session);
        return row is null || chunks.Count == 0
            ? null
            : new StoredRecording(
                session, row.AthleteId, row.StartedMicros, row.EndedMicros, [.. chunks.Select(c => new StoredChunk(c.Span, c.Content.Length, c.WrittenMicros))]);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredRecording>> OfAthlete(
        string gymId, string athleteId, HistoryPosition? before, int limit, CancellationToken cancellationToken)
    {
        string[] sessions;
        lock (_lock)
            sessions = [.. _chunks.Keys.Where(key => key.GymId == gymId).Select(key => key.SessionId).Distinct()];
        var found = new List<StoredRecording>();
        foreach (var sessionId in sessions)
        {
            if (await Find(new SessionKey(gymId, sessionId), cancellationToken) is { } recording && recording.AthleteId == athleteId)
                found.Add(recording);
        }

        return
        [
            .. found.OrderByDescending(r => r.StartedMicros).ThenByDescending(r => r.Session.SessionId, StringComparer.Ordinal)
                .Where(r => before is not { } place || r.StartedMicros < place.StartedMicros
                    || (r.StartedMicros == place.StartedMicros && string.CompareOrdinal(r.Session.SessionId, place.SessionId) < 0))
                .Take(limit),
        ];
    }

    /// <inheritdoc/>
    public Task<byte[]?> Content(SessionKey session, ChunkSpan chunk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        return Task.FromResult(Chunks(session).FirstOrDefault(c => c.Span.Claim == chunk.Claim && c.Span.FirstInputSeq == chunk.FirstInputSeq)?.Content);
    }

    /// <inheritdoc/>
    public Task<bool> Delete(SessionKey session, CancellationToken cancellationToken)
    {
        var was = journal.StopRecording(session);
        lock (_lock)
            return Task.FromResult(Remove(c => c.Session == session, int.MaxValue) > 0 || was);
    }

    /// <inheritdoc/>
    public Task<int> Drop(long beforeMicros, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(Remove(c => c.WrittenMicros < beforeMicros, limit));
    }

    /// <summary>What there is of a session, by claim and number.</summary>
    public IReadOnlyList<NewChunk> Chunks(SessionKey session)
    {
        lock (_lock)
            return [.. _chunks.Values.Where(c => c.Session == session)];
    }

    private void Keep(NewChunk chunk)
    {
        var span = chunk.Span;
        lock (_lock)
        {
            Remove(
                c => c.Session == chunk.Session && c.Span.Claim < span.Claim && c.Span.FirstInputSeq >= chunk.CoveredFrom
                    && c.Span.LastInputSeq <= span.LastInputSeq,
                int.MaxValue);
            _chunks.TryAdd((chunk.Session.GymId, chunk.Session.SessionId, span.Claim, span.FirstInputSeq), chunk);
        }
    }

    private int Remove(Func<NewChunk, bool> which, int limit)
    {
        var gone = _chunks.Where(pair => which(pair.Value)).Take(limit).Select(pair => pair.Key).ToArray();
        foreach (var key in gone)
            _chunks.Remove(key);
        return gone.Length;
    }
}
