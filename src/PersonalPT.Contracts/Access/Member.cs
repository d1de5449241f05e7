using System.Security.Claims;

namespace PersonalPT.Contracts.Access;

/// <summary>
/// Who calls, or looks at a page. The gym comes from here and from nowhere else, so no request and no address can name another one. Calls and pages share the
/// claims and the rules: whoever may see something over gRPC may see it on a page, and nobody else.
/// </summary>
/// <param name="GymId">The gym.</param>
/// <param name="Role">What the member is there.</param>
/// <param name="UserId">The member.</param>
public sealed record Member(string GymId, Role Role, string UserId)
{
    private const string GymClaim = "gym";
    private const string RoleClaim = "role";
    private const string UserClaim = "sub";
    private const string GroupClaim = "group";
    private const string GuestPrefix = "guest-";

    /// <summary>The one group session that is open to a guest; null for everybody else.</summary>
    public string? GroupId { get; init; }

    /// <summary>Whether the member has no account and came by a group's code.</summary>
    public bool IsGuest => Role == Role.Guest;

    /// <summary>The one session that a guest may have; null for everybody else.</summary>
    public string? GuestSessionId => IsGuest ? UserId[GuestPrefix.Length..] : null;

    /// <summary>The roles that somebody can have who has an account, the weakest first.</summary>
    public static IReadOnlyList<Role> AccountRoles { get; } = [Role.Athlete, Role.Coach, Role.Staff, Role.Administrator];

    /// <summary>Whether everybody's things in the gym are open to the member.</summary>
    public bool SeesEverybody => Role is Role.Staff or Role.Administrator;

    /// <summary>Whether the member may keep the gym's catalog.</summary>
    public bool KeepsCatalog => Role is Role.Staff or Role.Administrator;

    /// <summary>Whether the member plans and leads group sessions.</summary>
    public bool LeadsGroups => Role is Role.Staff or Role.Administrator;

    /// <summary>Whether the member may see who did what in the gym.</summary>
    public bool SeesAudit => Role is Role.Staff or Role.Administrator;

    /// <summary>Whether the member says who has an account, and as what.</summary>
    public bool KeepsAccounts => Role is Role.Administrator;

    /// <summary>Whether the member says what the gym as a whole is connected with.</summary>
    public bool Administers => Role == Role.Administrator;

    /// <summary>The role as the sign-in and the audit log name it.</summary>
    public string RoleName => Role switch
    {
        Role.Athlete => "athlete",
        Role.Coach => "coach",
        Role.Staff => "staff",
        Role.Administrator => "administrator",
        Role.Guest => "guest",
        _ => throw new InvalidOperationException($"No name for {Role}."),
    };

    /// <summary>Whether the member may take out or erase all of a person.</summary>
    public bool DisposesOf(string personId) => Role == Role.Administrator || personId == UserId;

    /// <summary>Whether an athlete's things are open to the member without a grant.</summary>
    public bool Sees(string athleteId) => SeesEverybody || athleteId == UserId;

    /// <summary>The athlete that a request means: the member where it names nobody.</summary>
    public string AthleteOr(string athleteId)
    {
        ArgumentNullException.ThrowIfNull(athleteId);
        return athleteId.Length == 0 ? UserId : athleteId;
    }

    /// <summary>Reads what was typed or claimed; null where it cannot be anybody.</summary>
    public static Member? Parse(string? gymId, string? role, string? userId) =>
        Identifiers.IsName(gymId) && Identifiers.IsPerson(userId) && RoleOf(role) is { } known ? new Member(gymId!, known, userId!) : null;

    /// <summary>Reads the role of somebody who has an account by its name, however it is written; null where there is none of that name.</summary>
    public static Role? RoleOf(string? name) =>
        Enum.TryParse<Role>(name, ignoreCase: true, out var role) && AccountRoles.Contains(role)
        && string.Equals(Enum.GetName(role), name, StringComparison.OrdinalIgnoreCase) ? role : null;

    /// <summary>A guest of a group session.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="groupId">The group.</param>
    /// <param name="guest">Which guest of it: the name of his one session, too.</param>
    public static Member GuestOf(string gymId, string groupId, Guid guest) => new(gymId, Role.Guest, $"{GuestPrefix}{guest}") { GroupId = groupId };

    /// <summary>The member as claims.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        List<Claim> claims = [new(GymClaim, GymId), new(RoleClaim, Role.ToString()), new(UserClaim, UserId)];
        if (GroupId is not null)
            claims.Add(new Claim(GroupClaim, GroupId));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme, UserClaim, RoleClaim));
    }

    /// <summary>Whom an identity names; null where nobody that can be told.</summary>
    public static Member? Find(ClaimsPrincipal? user)
    {
        if (user?.Identity is not { IsAuthenticated: true })
            return null;
        var (gym, role, id) = (user.FindFirst(GymClaim)?.Value, user.FindFirst(RoleClaim)?.Value, user.FindFirst(UserClaim)?.Value);
        return role == nameof(Role.Guest) ? FindGuest(gym, user.FindFirst(GroupClaim)?.Value, id) : Parse(gym, role, id);
    }

    private static Member? FindGuest(string? gym, string? group, string? user) =>
        Identifiers.IsName(gym) && Identifiers.IsUuid(group) && user is not null && user.StartsWith(GuestPrefix, StringComparison.Ordinal)
        && Identifiers.IsUuid(user[GuestPrefix.Length..])
            ? new Member(gym!, Role.Guest, user) { GroupId = group }
            : null;
}
