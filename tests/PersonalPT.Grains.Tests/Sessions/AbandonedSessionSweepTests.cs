using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Grains.Sessions;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Grains.Tests.Sessions;

/// <summary>The sweep where looking goes wrong. What it does to sessions is among the tests of time.</summary>
public sealed class AbandonedSessionSweepTests(AbandonedSessionSweepTests.CancellingHouse house) : IClassFixture<AbandonedSessionSweepTests.CancellingHouse>
{
    [Fact]
    public async Task A_look_that_somebody_else_cancelled_is_not_the_last_one()
    {
        var session = await house.StoreSession(await house.NewGym(), new ModelReference("", "squat", 1), RepCounter.Version);
        var ended = new TaskCompletionSource();
        house.Storage.Journal.BeforeAppend = (append, _) =>
        {
            if (append.Session == session && append.Events.OfType<SessionEnded>().Any())
                ended.TrySetResult();
            return Task.FromResult(Testing.Storage.AppendFault.None);
        };

        house.Time.Advance(AbandonedSessionSweep.AbandonedAfter + AbandonedSessionSweep.Every);
        await house.FirstLook.WaitAsync(TestContext.Current.CancellationToken);
        while (!ended.Task.IsCompleted)
        {
            house.Time.Advance(AbandonedSessionSweep.Every);
            // Its answer comes after a turn of the silo, in which the sweep has one, too.
            await house.Session(session).HeldFrames(new(0, 1));
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A house whose journal gives the sweep's first look up, as a database's driver may.</summary>
    public sealed class CancellingHouse : TestHouse
    {
        private readonly Cancelling _journal;

        public CancellingHouse() => _journal = new Cancelling(Storage.Journal);

        internal Task FirstLook => _journal.Looked.Task;

        protected override IJournal Journal => _journal;
    }

    private sealed class Cancelling(IJournal journal) : IJournal
    {
        public TaskCompletionSource Looked { get; } = new();

        public Task<StoredSession> Create(NewSession session, CancellationToken cancellationToken) => journal.Create(session, cancellationToken);

        public Task<StoredSession?> Claim(SessionKey session, CancellationToken cancellationToken) => journal.Claim(session, cancellationToken);

        public Task<AppendOutcome> KeepPhones(SessionKey session, long epoch, IReadOnlyList<string> phones, CancellationToken cancellationToken) =>
            journal.KeepPhones(session, epoch, phones, cancellationToken);

        public Task<StoredSession?> Find(SessionKey session, CancellationToken cancellationToken) => journal.Find(session, cancellationToken);

        public Task<AppendOutcome> Append(JournalAppend append, CancellationToken cancellationToken) => journal.Append(append, cancellationToken);

        public Task<IReadOnlyList<SessionEvent>> Read(SessionKey session, long afterEventSeq, int limit, CancellationToken cancellationToken) =>
            journal.Read(session, afterEventSeq, limit, cancellationToken);

        public Task<IReadOnlyList<SessionKey>> FindAbandoned(long lastWrittenBeforeMicros, int limit, CancellationToken cancellationToken) =>
            Looked.TrySetResult() ? throw new OperationCanceledException("Somebody else's.") : journal.FindAbandoned(lastWrittenBeforeMicros, limit, cancellationToken);
    }
}
