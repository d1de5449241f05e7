using PersonalPT.Contracts.Coaching;

namespace PersonalPT.Contracts.Storage;

/// <summary>Which coach may look at which athlete. At most one grant for each two of them; what is read here is what was written last, on whatever server.</summary>
public interface IGrantStore
{
    /// <summary>Makes a grant, or takes the place of the one that is there.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="mostOfAthlete">Grants that one athlete may have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether it is there; false where it would have been one too many.</returns>
    Task<bool> Put(string gymId, AccessGrant grant, int mostOfAthlete, CancellationToken cancellationToken);

    /// <summary>Takes a grant away.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> Remove(string gymId, string athleteId, string coachId, CancellationToken cancellationToken);

    /// <summary>The grant between two; null where there is none. It may have run out.</summary>
    Task<AccessGrant?> Find(string gymId, string athleteId, string coachId, CancellationToken cancellationToken);

    /// <summary>All that an athlete has made, by coach; some may have run out.</summary>
    Task<IReadOnlyList<AccessGrant>> OfAthlete(string gymId, string athleteId, CancellationToken cancellationToken);

    /// <summary>All that a coach was given, by athlete; some may have run out.</summary>
    Task<IReadOnlyList<AccessGrant>> OfCoach(string gymId, string coachId, CancellationToken cancellationToken);
}
