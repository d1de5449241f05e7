using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Contracts.Access;

/// <summary>
/// What is open to a member beyond his own: everything to those who run the gym, and to a coach what athletes have granted him. Grants are read from the
/// storage for each call and each page, so one that was revoked opens nothing from then on, whichever server is asked.
/// </summary>
/// <param name="grants">The grants.</param>
/// <param name="time">The clock by which they run out.</param>
public sealed class GrantedAccess(IGrantStore grants, TimeProvider time)
{
    /// <summary>Whether grants mean anything to a member.</summary>
    public static bool AppliesTo(Member member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member.Role == Role.Coach;
    }

    /// <summary>Whether an athlete's things of this kind are open to a member.</summary>
    /// <param name="member">Who asks.</param>
    /// <param name="athleteId">Whose things.</param>
    /// <param name="scope">Which things; none: those that nobody can grant.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask<bool> Opens(Member member, string athleteId, GrantScopes scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member.Sees(athleteId)
            || (scope != GrantScopes.None && AppliesTo(member) && await grants.Find(member.GymId, athleteId, member.UserId, cancellationToken) is { } grant
                && grant.Opens(scope, time.UtcMicros()));
    }

    /// <summary>Grants that a member may use now, by athlete.</summary>
    public async ValueTask<IReadOnlyList<AccessGrant>> Of(Member member, CancellationToken cancellationToken)
    {
        if (!AppliesTo(member))
            return [];

        var given = await grants.OfCoach(member.GymId, member.UserId, cancellationToken);
        var now = time.UtcMicros();
        return [.. given.Where(grant => !grant.HasRunOut(now))];
    }
}
