using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Contracts.Coaching;

/// <summary>An athlete lets coaches at his things, and takes that back: one rule for calls and pages. Who may do it is decided before it comes here.</summary>
/// <param name="grants">The grants.</param>
/// <param name="time">The clock by which they run out.</param>
public sealed class AthleteGrants(IGrantStore grants, TimeProvider time)
{
    /// <summary>Grants that one athlete may have.</summary>
    public const int Most = 100;

    /// <summary>The athlete lets a coach at his things; takes the place of what he granted him before.</summary>
    /// <param name="athlete">Who lets: a member grants what is his own, and nothing else.</param>
    /// <param name="coachId">Who is let.</param>
    /// <param name="scopes">At what.</param>
    /// <param name="untilMicros">Until when, microseconds since the Unix epoch; null: until it is revoked.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What came of it, and the grant where it was made.</returns>
    public async ValueTask<(GrantOutcome Outcome, AccessGrant? Grant)> Give(
        Member athlete, string coachId, GrantScopes scopes, long? untilMicros, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(athlete);
        if (!Identifiers.IsPerson(coachId))
            return (GrantOutcome.NoCoach, null);
        if (coachId == athlete.UserId)
            return (GrantOutcome.OneSelf, null);
        if (scopes == GrantScopes.None)
            return (GrantOutcome.Nothing, null);

        var now = time.UtcMicros();
        if (untilMicros <= now)
            return (GrantOutcome.Over, null);

        var grant = new AccessGrant(athlete.UserId, coachId, scopes, now, untilMicros);
        return await grants.Put(athlete.GymId, grant, Most, cancellationToken) ? (GrantOutcome.Given, grant) : (GrantOutcome.TooMany, null);
    }

    /// <summary>Takes a grant away.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> Revoke(string gymId, string athleteId, string coachId, CancellationToken cancellationToken) =>
        grants.Remove(gymId, athleteId, coachId, cancellationToken);

    /// <summary>All that an athlete has made, by coach; some may have run out.</summary>
    public Task<IReadOnlyList<AccessGrant>> Of(string gymId, string athleteId, CancellationToken cancellationToken) =>
        grants.OfAthlete(gymId, athleteId, cancellationToken);
}

/// <summary>What came of a grant.</summary>
public enum GrantOutcome
{
    /// <summary>It is there.</summary>
    Given = 1,
    /// <summary>Nobody can have such a name.</summary>
    NoCoach = 2,
    /// <summary>One's own things are open to oneself already.</summary>
    OneSelf = 3,
    /// <summary>It would open nothing.</summary>
    Nothing = 4,
    /// <summary>Its time would be over already.</summary>
    Over = 5,
    /// <summary>The athlete has as many as one may.</summary>
    TooMany = 6,
}
