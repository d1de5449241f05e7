using System.Security.Claims;
using Grpc.Core;
using PersonalPT.Contracts;

namespace PersonalPT.Api.Access;

/// <summary>Who calls. The gym comes from here and from nowhere else, so no request can name another one.</summary>
/// <param name="GymId">The gym.</param>
/// <param name="Role">What the caller is there.</param>
/// <param name="UserId">The caller.</param>
internal sealed record Caller(string GymId, Role Role, string UserId)
{
    private const string GymClaim = "gym";
    private const string RoleClaim = "role";
    private const string UserClaim = "sub";

    /// <summary>Whether everybody's things in the gym are open to the caller.</summary>
    public bool SeesEverybody => Role is Role.Staff or Role.Administrator;

    /// <summary>Whether the caller may keep the gym's catalog.</summary>
    public bool KeepsCatalog => Role is Role.Staff or Role.Administrator;

    /// <summary>Whether the caller plans and leads group sessions.</summary>
    public bool LeadsGroups => Role is Role.Staff or Role.Administrator;

    /// <summary>Whether the caller may see who did what in the gym.</summary>
    public bool SeesAudit => Role is Role.Staff or Role.Administrator;

    /// <summary>The role as the sign-in names it.</summary>
    public string RoleName => Role switch
    {
        Role.Athlete => "athlete",
        Role.Coach => "coach",
        Role.Staff => "staff",
        Role.Administrator => "administrator",
        _ => throw new InvalidOperationException($"No name for {Role}."),
    };

    /// <summary>Whether the caller may take out or erase all of a person.</summary>
    public bool DisposesOf(string personId) => Role == Role.Administrator || personId == UserId;

    /// <summary>Whether an athlete's things are open to the caller.</summary>
    public bool Sees(string athleteId) => SeesEverybody || athleteId == UserId;

    /// <summary>The athlete that a request means: the caller where it names nobody.</summary>
    public string AthleteOr(string athleteId) => athleteId.Length == 0 ? UserId : athleteId;

    /// <summary>Who made this call.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: nobody that can be told.</exception>
    public static Caller Of(ServerCallContext context) =>
        Find(context.GetHttpContext().User) ?? throw new RpcException(new Status(StatusCode.Unauthenticated, "Sign in first."));

    /// <summary>The identity as claims.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme) => new(new ClaimsIdentity(
        [new Claim(GymClaim, GymId), new Claim(RoleClaim, Role.ToString()), new Claim(UserClaim, UserId)], scheme, UserClaim, RoleClaim));

    /// <summary>Whom an identity names; null where nobody that can be told.</summary>
    public static Caller? Find(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true }
        && user.FindFirstValue(GymClaim) is { } gym && Identifiers.IsName(gym)
        && user.FindFirstValue(UserClaim) is { } id && Identifiers.IsPerson(id)
        && Enum.TryParse<Role>(user.FindFirstValue(RoleClaim), out var role) && Enum.IsDefined(role)
            ? new Caller(gym, role, id)
            : null;
}
