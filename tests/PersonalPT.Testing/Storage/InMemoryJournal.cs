using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Testing.Storage;

/// <summary>A journal in memory, with faults on demand.</summary>
public sealed class InMemoryJournal : IJournal
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, Entry> _sessions = [];

    /// <summary>Asked before each append; may wait, and says what goes wrong. Default: nothing.</summary>
    public Func<JournalAppend, CancellationToken, Task<AppendFault>> BeforeAppend { get; set; } = (_, _) => Task.FromResult(AppendFault.None);

    /// <inheritdoc/>
    public Task<StoredSession> Create(NewSession session, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(session.Session, out var entry))
            {
                entry = new Entry(new StoredSession(
                    session.Session, session.AthleteId, session.Capture, session.HoldFramesForTeaching, 0, 0, session.Point, session.StartedMicros, null)
                {
                    IsRecorded = session.IsRecorded,
                    Plan = session.Plan,
                });
                _sessions.Add(session.Session, entry);
                entry.Write([new SessionStarted(), new ExerciseSelected(0, session.Point.Model)], session.Point, session.StartedMicros);
            }

            return Task.FromResult(entry.Row);
        }
    }

    /// <inheritdoc/>
    public Task<StoredSession?> Claim(SessionKey session, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(session, out var entry))
                return Task.FromResult<StoredSession?>(null);

            entry.Row = entry.Row with { Epoch = entry.Row.Epoch + 1 };
            return Task.FromResult<StoredSession?>(entry.Row);
        }
    }

    /// <summary>Asked before the phones of a session are kept: whether that goes wrong. Default: it does not.</summary>
    public Func<SessionKey, AppendFault> BeforeKeepPhones { get; set; } = _ => AppendFault.None;

    /// <inheritdoc/>
    public Task<AppendOutcome> KeepPhones(SessionKey session, long epoch, IReadOnlyList<string> phones, CancellationToken cancellationToken)
    {
        var fault = BeforeKeepPhones(session);
        if (fault == AppendFault.NotWritten)
            throw new JournalException("The disk is full, the test says.");

        lock (_lock)
        {
            if (!_sessions.TryGetValue(session, out var entry) || entry.Row.Epoch != epoch)
                return Task.FromResult(AppendOutcome.Fenced);

            entry.Row = entry.Row with { Phones = [.. phones] };
            return fault == AppendFault.UnknownOutcome ? throw new TimeoutException("Nobody knows, the test says.") : Task.FromResult(AppendOutcome.Committed);
        }
    }

    /// <inheritdoc/>
    public Task<StoredSession?> Find(SessionKey session, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(_sessions.GetValueOrDefault(session)?.Row);
    }

    /// <inheritdoc/>
    public async Task<AppendOutcome> Append(JournalAppend append, CancellationToken cancellationToken)
    {
        var fault = await BeforeAppend(append, cancellationToken);
        if (fault == AppendFault.NotWritten)
            throw new JournalException("The disk is full, the test says.");

        AppendOutcome outcome;
        lock (_lock)
            outcome = Write(append);

        return fault == AppendFault.UnknownOutcome ? throw new TimeoutException("Nobody knows, the test says.") : outcome;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SessionEvent>> Read(SessionKey session, long afterEventSeq, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SessionEvent>>([.. Events(session).Skip((int)afterEventSeq).Take(limit)]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SessionKey>> FindAbandoned(long lastWrittenBeforeMicros, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<SessionKey>>(
                [.. _sessions.Values.Where(s => s.Row.EndedMicros is null && s.WrittenMicros < lastWrittenBeforeMicros).Select(s => s.Row.Session).Take(limit)]);
        }
    }

    /// <summary>A session's whole log.</summary>
    public IReadOnlyList<SessionEvent> Events(SessionKey session)
    {
        lock (_lock)
            return _sessions.TryGetValue(session, out var entry) ? [.. entry.Events] : [];
    }

    /// <summary>A session's recording was deleted: it takes nothing more.</summary>
    /// <returns>Whether it took something.</returns>
    public bool StopRecording(SessionKey session)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(session, out var entry) || !entry.Row.IsRecorded)
                return false;

            entry.Row = entry.Row with { IsRecorded = false };
            return true;
        }
    }

    private AppendOutcome Write(JournalAppend append)
    {
        if (!_sessions.TryGetValue(append.Session, out var entry) || entry.Row.Epoch != append.Epoch)
            return AppendOutcome.Fenced;

        if (entry.Row.LastEventSeq != append.LastEventSeq)
        {
            // The same content again is committed already; anything else was written by somebody else.
            var after = entry.Events.Skip((int)append.LastEventSeq).Select(e => e.Body.IdempotencyKey);
            return after.SequenceEqual(append.Events.Select(e => e.IdempotencyKey)) ? AppendOutcome.Committed : AppendOutcome.Fenced;
        }

        entry.Write(append.Events, append.Point, append.WrittenMicros);
        return AppendOutcome.Committed;
    }

    private sealed class Entry(StoredSession row)
    {
        private readonly HashSet<string> _keys = [];

        public StoredSession Row { get; set; } = row;

        public List<SessionEvent> Events { get; } = [];

        public long WrittenMicros { get; private set; }

        public void Write(IReadOnlyList<SessionEventBody> events, DurablePoint point, long micros)
        {
            foreach (var body in events)
            {
                if (!_keys.Add(body.IdempotencyKey))
                    throw new InvalidOperationException($"The journal holds the event '{body.IdempotencyKey}' of session {Row.Session} already.");

                Events.Add(new SessionEvent(Row.Session, Row.AthleteId, Events.Count + 1, micros, body));
            }

            WrittenMicros = micros;
            Row = Row with
            {
                Point = point,
                LastEventSeq = Events.Count,
                EndedMicros = events.OfType<SessionEnded>().Any() ? micros : Row.EndedMicros,
            };
        }
    }
}
