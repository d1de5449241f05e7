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

    /// <summary>Whether everybody's things in the gym are open to the member.</summary>
    public bool SeesEverybody => Role is Role.Staff or Role.Administrator;

    /// <summary>Whether the member may keep the gym's catalog.</summary>
    public bool KeepsCatalog => Role is Role.Staff or Role.Administrator;

    /// <summary>Whether the member plans and leads group sessions.</summary>
    public bool LeadsGroups => Role is Role.Staff or Role.Administrator;

    /// <summary>Whether the member may see who did what in the gym.</summary>
    public bool SeesAudit => Role is Role.Staff or Role.Administrator;

    /// <summary>Whether the member says what the gym as a whole is connected with.</summary>
    public bool Administers => Role == Role.Administrator;

    /// <summary>The role as the sign-in and the audit log name it.</summary>
    public string RoleName => Role switch
    {
        Role.Athlete => "athlete",
        Role.Coach => "coach",
        Role.Staff => "staff",
        Role.Administrator => "administrator",
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

    /// <summary>Reads a role by its name, however it is written; null where there is none of that name.</summary>
    public static Role? RoleOf(string? name) =>
        Enum.TryParse<Role>(name, ignoreCase: true, out var role) && string.Equals(Enum.GetName(role), name, StringComparison.OrdinalIgnoreCase) ? role : null;

    /// <summary>The member as claims.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme) => new(new ClaimsIdentity(
        [new Claim(GymClaim, GymId), new Claim(RoleClaim, Role.ToString()), new Claim(UserClaim, UserId)], scheme, UserClaim, RoleClaim));

    /// <summary>Whom an identity names; null where nobody that can be told.</summary>
    public static Member? Find(ClaimsPrincipal? user) => user?.Identity is { IsAuthenticated: true }
        ? Parse(user.FindFirst(GymClaim)?.Value, user.FindFirst(RoleClaim)?.Value, user.FindFirst(UserClaim)?.Value)
        : null;
}
