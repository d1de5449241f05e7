using PersonalPT.Contracts;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Web.Access;

/// <summary>What is open to a visitor beyond his own: to a coach what athletes have granted him, read from the storage for each request.</summary>
internal sealed class PageGrants(IGrantStore grants, TimeProvider time)
{
    /// <summary>Whether grants mean anything to a visitor.</summary>
    public static bool AppliesTo(Visitor visitor) => visitor.Role == PageRole.Coach;

    /// <summary>Whether an athlete's things of this kind are open to a visitor.</summary>
    public async ValueTask<bool> Opens(Visitor visitor, string athleteId, GrantScopes scope, CancellationToken cancellationToken) =>
        visitor.Sees(athleteId)
        || (AppliesTo(visitor) && await grants.Find(visitor.GymId, athleteId, visitor.UserId, cancellationToken) is { } grant && grant.Opens(scope, time.UtcMicros()));

    /// <summary>Grants that a visitor may use now, by athlete.</summary>
    public async ValueTask<IReadOnlyList<AccessGrant>> Of(Visitor visitor, CancellationToken cancellationToken)
    {
        if (!AppliesTo(visitor))
            return [];

        var given = await grants.OfCoach(visitor.GymId, visitor.UserId, cancellationToken);
        var now = time.UtcMicros();
        return [.. given.Where(grant => !grant.HasRunOut(now))];
    }
}
