using System.Security.Claims;
using PersonalPT.Contracts;

namespace PersonalPT.Web.Access;

/// <summary>Who looks at a page. The gym comes from here and from nowhere else, so no address can name another one. The claims and the rules are those of
/// the calls: whoever may see something over gRPC may see it on a page, and nobody else.</summary>
/// <param name="GymId">The gym.</param>
/// <param name="Role">What the visitor is there.</param>
/// <param name="UserId">The visitor.</param>
public sealed record Visitor(string GymId, PageRole Role, string UserId)
{
    private const string GymClaim = "gym";
    private const string RoleClaim = "role";
    private const string UserClaim = "sub";

    /// <summary>The role as the sign-in names it.</summary>
    public string RoleName => Role switch
    {
        PageRole.Athlete => "athlete",
        PageRole.Coach => "coach",
        PageRole.Staff => "staff",
        PageRole.Administrator => "administrator",
        _ => throw new InvalidOperationException($"No name for {Role}."),
    };

    /// <summary>Whether everybody's things in the gym are open to the visitor.</summary>
    public bool SeesEverybody => Role is PageRole.Staff or PageRole.Administrator;

    /// <summary>Whether the visitor may keep the gym's catalog.</summary>
    public bool KeepsCatalog => Role is PageRole.Staff or PageRole.Administrator;

    /// <summary>Whether an athlete's things are open to the visitor without a grant.</summary>
    public bool Sees(string athleteId) => SeesEverybody || athleteId == UserId;

    /// <summary>Reads what was typed; null where it cannot be anybody.</summary>
    public static Visitor? Parse(string? gymId, string? role, string? userId) =>
        Identifiers.IsName(gymId) && Identifiers.IsPerson(userId) && Enum.TryParse<PageRole>(role, ignoreCase: true, out var known) && Enum.IsDefined(known)
            ? new Visitor(gymId!, known, userId!)
            : null;

    /// <summary>The identity as claims.</summary>
    internal ClaimsPrincipal ToPrincipal(string scheme) => new(new ClaimsIdentity(
        [new Claim(GymClaim, GymId), new Claim(RoleClaim, Role.ToString()), new Claim(UserClaim, UserId)], scheme, UserClaim, RoleClaim));

    /// <summary>Whom an identity names; null where nobody that can be told.</summary>
    internal static Visitor? Find(ClaimsPrincipal? user) => user?.Identity is { IsAuthenticated: true }
        ? Parse(user.FindFirstValue(GymClaim), user.FindFirstValue(RoleClaim), user.FindFirstValue(UserClaim))
        : null;
}
