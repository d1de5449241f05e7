using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Tests.House;

/// <summary>A log that grows when the test says so.</summary>
internal sealed class ScriptedJournal : IJournal
{
    private readonly Lock _gate = new();
    private readonly List<SessionEvent> _events = [];
    private bool _ended;

    public static SessionKey Key { get; } = new("gym", "5f8f0f5e-7f0e-4b55-9f0a-3d4b0a1c2d3e");

    public int Reads { get; private set; }

    public IReadOnlyList<SessionEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    public static SessionEvent Make(long eventSeq, SessionEventBody? body = null) => new(Key, "anna", eventSeq, 0, body ?? new SessionPaused(eventSeq));

    /// <summary>Adds events.</summary>
    public IReadOnlyList<SessionEvent> Write(int count, SessionEventBody? body = null)
    {
        lock (_gate)
        {
            var added = Enumerable.Range(_events.Count + 1, count).Select(n => Make(n, body)).ToArray();
            _events.AddRange(added);
            _ended |= body is SessionEnded;
            return added;
        }
    }

    public Task<IReadOnlyList<SessionEvent>> Read(SessionKey session, long afterEventSeq, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Reads++;
            return Task.FromResult<IReadOnlyList<SessionEvent>>([.. _events.Skip((int)afterEventSeq).Take(limit)]);
        }
    }

    public Task<StoredSession?> Find(SessionKey session, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var point = new DurablePoint(1, 1, new ModelReference("", "squat", 1), "{}", 1, false);
            var capture = new CaptureHeader(3, 0, 1, 30, 0, "");
            return Task.FromResult<StoredSession?>(new StoredSession(Key, "anna", capture, false, 1, _events.Count, point, 0, _ended ? 1 : null));
        }
    }

    public Task<StoredSession> Create(NewSession session, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredSession?> Claim(SessionKey session, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AppendOutcome> KeepPhones(SessionKey session, long epoch, IReadOnlyList<string> phones, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<AppendOutcome> Append(JournalAppend append, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SessionKey>> FindAbandoned(long lastWrittenBeforeMicros, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
