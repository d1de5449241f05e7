using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Testing.Storage;

namespace PersonalPT.Cluster.Tests.House;

/// <summary>A journal whose appends fail, or are written without anybody hearing of it, as the test says.</summary>
internal sealed class UnreliableJournal(IJournal store, Func<JournalAppend, AppendFault> fault) : IJournal
{
    public async Task<AppendOutcome> Append(JournalAppend append, CancellationToken cancellationToken)
    {
        var wrong = fault(append);
        if (wrong == AppendFault.NotWritten)
            throw new JournalException("The disk is full, the test says.");

        var outcome = await store.Append(append, cancellationToken);
        return wrong == AppendFault.UnknownOutcome ? throw new TimeoutException("Nobody knows, the test says.") : outcome;
    }

    public Task<StoredSession> Create(NewSession session, CancellationToken cancellationToken) => store.Create(session, cancellationToken);

    public Task<StoredSession?> Claim(SessionKey session, CancellationToken cancellationToken) => store.Claim(session, cancellationToken);

    public Task<AppendOutcome> KeepPhones(SessionKey session, long epoch, IReadOnlyList<string> phones, CancellationToken cancellationToken) =>
        store.KeepPhones(session, epoch, phones, cancellationToken);

    public Task<StoredSession?> Find(SessionKey session, CancellationToken cancellationToken) => store.Find(session, cancellationToken);

    public Task<IReadOnlyList<SessionEvent>> Read(SessionKey session, long afterEventSeq, int limit, CancellationToken cancellationToken) =>
        store.Read(session, afterEventSeq, limit, cancellationToken);

    public Task<IReadOnlyList<SessionKey>> FindAbandoned(long lastWrittenBeforeMicros, int limit, CancellationToken cancellationToken) =>
        store.FindAbandoned(lastWrittenBeforeMicros, limit, cancellationToken);
}
