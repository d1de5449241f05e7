using System.Security.Claims;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;

namespace PersonalPT.Identity;

/// <summary>By what somebody is signed in who has an account of the server's own.</summary>
/// <param name="Member">Who it is, with the role that he had then.</param>
/// <param name="DeviceId">The phone that he uses; null on pages.</param>
/// <param name="Stamp">The account's stamp of then; null on phones.</param>
public sealed record AccountSignIn(Member Member, string? DeviceId, string? Stamp)
{
    private const string DeviceClaim = "device";
    private const string StampClaim = "stamp";

    /// <summary>Whether it still holds.</summary>
    /// <param name="account">The account as it is now; null where there is none any more.</param>
    /// <param name="hasDevice">Whether the phone is one of his.</param>
    public bool HoldsFor(Account? account, bool hasDevice) =>
        account is not null && account.Role == Member.Role && (DeviceId is null ? account.Stamp == Stamp : hasDevice);

    /// <summary>The sign-in as claims.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var principal = Member.ToPrincipal(scheme);
        var identity = (ClaimsIdentity)principal.Identity!;
        if (DeviceId is not null)
            identity.AddClaim(new Claim(DeviceClaim, DeviceId));
        if (Stamp is not null)
            identity.AddClaim(new Claim(StampClaim, Stamp));
        return principal;
    }

    /// <summary>Reads one; null where somebody is signed in by something else, or not at all.</summary>
    public static AccountSignIn? Find(ClaimsPrincipal? principal)
    {
        var (device, stamp) = (principal?.FindFirst(DeviceClaim)?.Value, principal?.FindFirst(StampClaim)?.Value);
        return (device ?? stamp) is not null && Member.Find(principal) is { } member ? new AccountSignIn(member, device, stamp) : null;
    }
}
