using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Testing.Storage;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>A journal with a mistake: it takes what an older claim writes, if the writer knows the newest event.</summary>
internal sealed class UnfencedJournal(InMemoryJournal journal) : IJournal
{
    public async Task<AppendOutcome> Append(JournalAppend append, CancellationToken cancellationToken)
    {
        var row = await journal.Find(append.Session, cancellationToken);
        return await journal.Append(append with { Epoch = row!.Epoch }, cancellationToken);
    }

    public Task<StoredSession> Create(NewSession session, CancellationToken cancellationToken) => journal.Create(session, cancellationToken);

    public Task<StoredSession?> Claim(SessionKey session, CancellationToken cancellationToken) => journal.Claim(session, cancellationToken);

    public Task<AppendOutcome> KeepPhones(SessionKey session, long epoch, IReadOnlyList<string> phones, CancellationToken cancellationToken) =>
        journal.KeepPhones(session, epoch, phones, cancellationToken);

    public Task<StoredSession?> Find(SessionKey session, CancellationToken cancellationToken) => journal.Find(session, cancellationToken);

    public Task<IReadOnlyList<SessionEvent>> Read(SessionKey session, long afterEventSeq, int limit, CancellationToken cancellationToken) =>
        journal.Read(session, afterEventSeq, limit, cancellationToken);

    public Task<IReadOnlyList<SessionKey>> FindAbandoned(long lastWrittenBeforeMicros, int limit, CancellationToken cancellationToken) =>
        journal.FindAbandoned(lastWrittenBeforeMicros, limit, cancellationToken);
}
