using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Contracts.Storage;

/// <summary>
/// Takes a person out of all tables. An erasure is begun durably, done in small steps that may all be done again, and finished once. While it goes on nothing
/// new is written for the person: <see cref="ErasedException"/>.
/// </summary>
public interface IErasureStore
{
    /// <summary>Begins an erasure and says so in the audit log; one that is going on is given back as it is.</summary>
    /// <param name="athlete">Who is to be erased.</param>
    /// <param name="asked">The audit log's entry.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The erasure; null where it was not begun: others have local accounts, and he is the only administrator who stays.</returns>
    Task<Erasure?> Begin(AthleteKey athlete, AuditEntry asked, CancellationToken cancellationToken);

    /// <summary>The erasure that is going on; null where none is.</summary>
    Task<Erasure?> Find(AthleteKey athlete, CancellationToken cancellationToken);

    /// <summary>Erasures that were begun and not finished, oldest first.</summary>
    Task<IReadOnlyList<AthleteKey>> Unfinished(int limit, CancellationToken cancellationToken);

    /// <summary>Whether a session of this name was erased.</summary>
    Task<bool> WasErased(SessionKey session, CancellationToken cancellationToken);

    /// <summary>The person's sessions that are still there.</summary>
    Task<IReadOnlyList<SessionKey>> Sessions(Erasure erasure, int limit, CancellationToken cancellationToken);

    /// <summary>Sessions that this erasure has deleted, by name: what of them may still be in somebody's memory.</summary>
    /// <param name="erasure">The erasure.</param>
    /// <param name="after">Only those behind this one; empty: from the first on.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<SessionKey>> Deleted(Erasure erasure, string after, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes some of the person's sessions with their logs, sets and reps. Only their names stay, so that they never come back.</summary>
    Task Delete(Erasure erasure, IReadOnlyList<SessionKey> sessions, CancellationToken cancellationToken);

    /// <summary>Deletes the person's models, plans and grants, and puts the mark in his place in groups, in what he made for others, in cues that he sent and in the
    /// audit log.</summary>
    /// <returns>Whose grains may remember him.</returns>
    Task<ErasureTraces> Clean(Erasure erasure, CancellationToken cancellationToken);

    /// <summary>Ends the erasure if nothing is left, and forgets whose it was.</summary>
    /// <param name="erasure">The erasure.</param>
    /// <param name="atMicros">When, microseconds since the Unix epoch.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What was erased; null where a session came in between: go on.</returns>
    Task<ErasureReport?> Finish(Erasure erasure, long atMicros, CancellationToken cancellationToken);
}

/// <summary>An erasure that is going on.</summary>
/// <param name="Athlete">Who is erased.</param>
/// <param name="Mark">What stands in his place from then on.</param>
/// <param name="AskedBy">Who asked for it.</param>
/// <param name="AskedByRole">In which role.</param>
/// <param name="BegunMicros">When, microseconds since the Unix epoch.</param>
public sealed record Erasure(AthleteKey Athlete, string Mark, string AskedBy, string AskedByRole, long BegunMicros);

/// <summary>Who may hold something of an erased person in memory.</summary>
/// <param name="Models">Models that were his, or that he made.</param>
/// <param name="Groups">Groups in which he took part or that he planned.</param>
public sealed record ErasureTraces(IReadOnlyList<ModelKey> Models, IReadOnlyList<GroupKey> Groups);
