using PersonalPT.Contracts;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>A storage of accounts that looks at what it gets: only anna, who calls, may be taken out or erased.</summary>
internal sealed class BoundaryAccounts : IErasureStore, IAuditLog, IAthleteArchive, IAthleteGrain
{
    private static readonly AuditEntry s_entry = new(Guid.Empty, 1, "anna", "staff", AuditAction.Grant, AuditOutcome.Done, "anna", "carl", "CoachingService/Grant");

    public static BoundaryAccounts One { get; } = new();

    public Task<Erasure?> Begin(AthleteKey athlete, AuditEntry asked, CancellationToken cancellationToken) => athlete.AthleteId == "anna" && asked.AthleteId == "anna"
        ? Task.FromResult<Erasure?>(new Erasure(athlete, "~1", asked.ActorId, asked.ActorRole, asked.AtMicros))
        : throw new LeakException($"{athlete} is to be erased.");

    public Task<ErasureReport?> Erase() => Task.FromResult<ErasureReport?>(new ErasureReport("~1", 1));

    public Task<bool> WasErased(SessionKey session, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<IReadOnlyList<AuditEntry>> List(string gymId, string? person, AuditPosition? before, int limit, CancellationToken cancellationToken) =>
        limit is >= 1 and <= 201 && person is not ""
            ? Task.FromResult<IReadOnlyList<AuditEntry>>([s_entry])
            : throw new LeakException($"{limit} entries of '{person}'.");

    public Task Write(string gymId, AuditEntry entry, CancellationToken cancellationToken) =>
        (entry.AthleteId is null || Identifiers.IsPerson(entry.AthleteId)) && (entry.OtherId is null || Identifiers.IsPerson(entry.OtherId))
            ? Task.CompletedTask
            : throw new LeakException($"An entry {entry}.");

    public Task<bool> Knows(AthleteKey athlete, CancellationToken cancellationToken) =>
        Identifiers.IsPerson(athlete.AthleteId) ? Task.FromResult(athlete.AthleteId == "anna") : throw new LeakException($"{athlete} is looked for.");

    public async IAsyncEnumerable<ArchiveFile> Read(
        AthleteKey athlete, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (athlete.AthleteId != "anna")
            throw new LeakException($"{athlete} is taken out.");
        yield return new ArchiveFile("athlete.jsonl", "who you are", Pieces());
    }

    public Task<int> Drop(long beforeMicros, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Erasure?> Find(AthleteKey athlete, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<AthleteKey>> Unfinished(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SessionKey>> Sessions(Erasure erasure, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SessionKey>> Deleted(Erasure erasure, string after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task Delete(Erasure erasure, IReadOnlyList<SessionKey> sessions, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ErasureTraces> Clean(Erasure erasure, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ErasureReport?> Finish(Erasure erasure, long atMicros, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        await Task.CompletedTask;
        yield return "{}"u8.ToArray();
    }
}
