using PersonalPT.Contracts;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>A storage of grants that looks at what it gets.</summary>
internal sealed class BoundaryGrants : IGrantStore
{
    private const GrantScopes All = GrantScopes.Live | GrantScopes.History | GrantScopes.Models | GrantScopes.Sets | GrantScopes.Plans | GrantScopes.Recordings;

    public Task<bool> Put(string gymId, AccessGrant grant, int mostOfAthlete, CancellationToken cancellationToken)
    {
        Check(grant.AthleteId, grant.CoachId);
        if (grant.Scopes == GrantScopes.None || (grant.Scopes & ~All) != 0 || grant.UntilMicros <= grant.GrantedMicros || grant.AthleteId == grant.CoachId)
            throw new LeakException($"{grant} is no grant.");
        return Task.FromResult(true);
    }

    public Task<bool> Remove(string gymId, string athleteId, string coachId, CancellationToken cancellationToken)
    {
        Check(athleteId, coachId);
        return Task.FromResult(true);
    }

    public Task<AccessGrant?> Find(string gymId, string athleteId, string coachId, CancellationToken cancellationToken)
    {
        Check(athleteId, coachId);
        return Task.FromResult<AccessGrant?>(null);
    }

    public Task<IReadOnlyList<AccessGrant>> OfAthlete(string gymId, string athleteId, CancellationToken cancellationToken)
    {
        Check(athleteId);
        return Task.FromResult<IReadOnlyList<AccessGrant>>([new AccessGrant(athleteId, "carl", All, 1, null)]);
    }

    public Task<IReadOnlyList<AccessGrant>> OfCoach(string gymId, string coachId, CancellationToken cancellationToken)
    {
        Check(coachId);
        return Task.FromResult<IReadOnlyList<AccessGrant>>([new AccessGrant("anna", coachId, All, 1, null)]);
    }

    private static void Check(params ReadOnlySpan<string> people)
    {
        foreach (var person in people)
        {
            if (!Identifiers.IsPerson(person))
                throw new LeakException($"'{person}' is nobody.");
        }
    }
}
