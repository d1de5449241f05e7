using PersonalPT.Contracts.Audit;

namespace PersonalPT.Contracts.Storage;

/// <summary>Who did what. Append only, but for two things: an erasure puts a mark in somebody's place, and what is older than it is to be kept goes.</summary>
public interface IAuditLog
{
    /// <summary>Adds an entry; durable when the call returns. Shares its transaction with what sessions write, and waits no longer than they do.</summary>
    Task Write(string gymId, AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>A gym's entries, newest first.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="person">Only those that somebody did or that are about him; null: all.</param>
    /// <param name="before">Only entries after this place in the order; null: from the newest on.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<AuditEntry>> List(string gymId, string? person, AuditPosition? before, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes entries of all gyms that are older.</summary>
    /// <returns>How many; fewer than <paramref name="limit"/> where none are left.</returns>
    Task<int> Drop(long beforeMicros, int limit, CancellationToken cancellationToken);
}

/// <summary>A place in the order of entries.</summary>
/// <param name="AtMicros">When the last entry of the page was made.</param>
/// <param name="EntryId">Its own name.</param>
public readonly record struct AuditPosition(long AtMicros, Guid EntryId);
