using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>A storage in which every session is there, has ended, and has two events.</summary>
internal sealed class BoundaryStorage : IJournal, IHistory
{
    private const long Events = 2;

    private static readonly DurablePoint s_point = new(1, 1, BoundarySession.Model, "{}", 1, false);

    private static readonly RecordedSetChange[] s_changes =
    [
        new(new SetAnnotated("5f8f0f5e-7f0e-4b55-9f0a-000000000001", 1, "carl", 60_250, 17, "=1+1", SetAnnotationParts.None), 3, 0),
        new(new SetCorrected("5f8f0f5e-7f0e-4b55-9f0a-000000000002", 1, "carl", 2), 4, 0),
    ];

    public Task<StoredSession?> Find(SessionKey session, CancellationToken cancellationToken) =>
        Task.FromResult<StoredSession?>(new StoredSession(session, "anna", BoundarySession.Capture, false, 1, Events, s_point, 1, 2));

    public Task<IReadOnlyList<SessionEvent>> Read(SessionKey session, long afterEventSeq, int limit, CancellationToken cancellationToken)
    {
        if (afterEventSeq < 0 || limit is < 1 or > 1000)
            throw new LeakException($"{limit} events after {afterEventSeq}.");
        return Task.FromResult<IReadOnlyList<SessionEvent>>(
            [.. new SessionEventBody[] { new SessionStarted(), new SessionEnded(SessionEndReason.Client) }
                .Select((body, i) => new SessionEvent(session, "anna", i + 1, 1, body)).Where(e => e.EventSeq > afterEventSeq).Take(limit)]);
    }

    public Task<IReadOnlyList<SessionHistory>> Sessions(
        string gymId, string athleteId, HistoryPosition? before, int limit, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > 201)
            throw new LeakException($"{limit} sessions.");
        return Task.FromResult<IReadOnlyList<SessionHistory>>([History(new SessionKey(gymId, Samples.SessionId))]);
    }

    public Task<IReadOnlyList<SessionHistory>> PlanSessions(
        string gymId, string athleteId, string? planId, HistoryPosition? before, int limit, CancellationToken cancellationToken) =>
        planId is null || Contracts.Identifiers.IsUuid(planId)
            ? Sessions(gymId, athleteId, before, limit, cancellationToken)
            : throw new LeakException($"The plan '{planId}'.");

    public Task<SessionHistory?> Session(SessionKey session, CancellationToken cancellationToken) => Task.FromResult<SessionHistory?>(History(session));

    public Task<IReadOnlyList<SetFigures>> Sets(string gymId, string athleteId, long fromMicros, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public async IAsyncEnumerable<RepHistory> Reps(
        string gymId, string athleteId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return new RepHistory(Samples.SessionId, 1, BoundarySession.Model, 1, new Rep(1, 2, 3), 1, SetDetails.Of(s_changes));
    }

    public Task<StoredSession> Create(NewSession session, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredSession?> Claim(SessionKey session, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AppendOutcome> KeepPhones(SessionKey session, long epoch, IReadOnlyList<string> phones, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<AppendOutcome> Append(JournalAppend append, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SessionKey>> FindAbandoned(long lastWrittenBeforeMicros, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private static SessionHistory History(SessionKey session) =>
        new(session, "anna", 1, 2, [new SetHistory(1, BoundarySession.Model, 1, 2, SetEndReason.Rest, [new Rep(1, 2, 3)]) { Changes = s_changes }]);
}
