using System.Security.Claims;

namespace PersonalPT.Contracts.Access;

/// <summary>Which claims of an OpenID Connect issuer say who somebody is in his gym: one rule for the tokens of calls and for the sign-in of pages.</summary>
public sealed record IssuedClaims
{
    /// <summary>The claim that holds the person's id. Default: <c>sub</c>.</summary>
    public string UserClaim { get; init; } = "sub";

    /// <summary>The claim that holds the gym's id. Default: <c>gym</c>. Not looked at where <see cref="Gym"/> says it.</summary>
    public string GymClaim { get; init; } = "gym";

    /// <summary>The gym of everybody whom the issuer knows; null: <see cref="GymClaim"/> says it. Default: null.</summary>
    public string? Gym { get; init; }

    /// <summary>The claim that holds the role; it may have several values, of which the most powerful one that is known counts. Default: <c>role</c>.</summary>
    public string RoleClaim { get; init; } = "role";

    /// <summary>What the issuer's roles are here, by its own names; empty: it uses the names athlete, coach, staff and administrator. Default: empty.</summary>
    public IReadOnlyDictionary<string, Role> Roles { get; init; } = new Dictionary<string, Role>();

    /// <summary>Whom claims name.</summary>
    public IssuedMember Read(ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        var user = principal.FindFirst(UserClaim)?.Value;
        if (!Identifiers.IsPerson(user))
            return new IssuedMember(null, IssuedClaimsFault.NoUser);
        var gym = Gym ?? principal.FindFirst(GymClaim)?.Value;
        if (!Identifiers.IsName(gym))
            return new IssuedMember(null, IssuedClaimsFault.NoGym);

        var roles = principal.FindAll(RoleClaim).Select(claim => RoleOf(claim.Value)).OfType<Role>().ToArray();
        return roles.Length == 0
            ? new IssuedMember(null, IssuedClaimsFault.NoRole)
            : new IssuedMember(new Member(gym!, roles.Max(), user!), null);
    }

    /// <summary>What is wrong, in one sentence for whoever set the issuer up.</summary>
    public string Say(IssuedClaimsFault fault) => fault switch
    {
        IssuedClaimsFault.NoUser => $"The token's claim '{UserClaim}' must name a person: {Identifiers.PersonRule}.",
        IssuedClaimsFault.NoGym => $"The token's claim '{GymClaim}' must name a gym: {Identifiers.NameRule}.",
        IssuedClaimsFault.NoRole => $"The token's claim '{RoleClaim}' must hold a role that this server knows: {string.Join(", ", Known)}.",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No sentence for this."),
    };

    private IEnumerable<string> Known => Roles.Count == 0 ? Member.AccountRoles.Select(r => r.ToString().ToLowerInvariant()) : Roles.Keys.Order(StringComparer.Ordinal);

    private Role? RoleOf(string name)
    {
        if (Roles.Count > 0)
            return Roles.TryGetValue(name, out var mapped) ? mapped : null;
        return Member.RoleOf(name) is { } role && Member.AccountRoles.Contains(role) ? role : null;
    }
}

/// <summary>Whom an issuer's claims name.</summary>
/// <param name="Member">He; null where they name nobody.</param>
/// <param name="Fault">Why not; null where they do.</param>
public sealed record IssuedMember(Member? Member, IssuedClaimsFault? Fault);

/// <summary>Why claims name nobody.</summary>
public enum IssuedClaimsFault
{
    /// <summary>No person, or one that cannot be.</summary>
    NoUser = 1,
    /// <summary>No gym, or one that cannot be.</summary>
    NoGym = 2,
    /// <summary>No role, or none that is known.</summary>
    NoRole = 3,
}
