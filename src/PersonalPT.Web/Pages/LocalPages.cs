using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Storage;
using PersonalPT.Identity;
using PersonalPT.Web.Access;

namespace PersonalPT.Web.Pages;

/// <summary>What the addresses about accounts of the server's own answer. Where it keeps none, there is nothing at any of them.</summary>
internal sealed class LocalPages(LocalAccounts accounts, DeviceTokens devices, Passkeys passkeys, IAuditLog audit, TimeProvider time, WebOptions options)
{
    public async Task<IResult> SignIn(HttpContext http) => await accounts.Gym(http.RequestAborted) is null
        ? Results.LocalRedirect("/setup")
        : SignInPage(http, http.Request.Query["to"], "", null);

    public async Task<IResult> GiveSignIn(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var user = form["user"].ToString().Trim();
        var entrance = await accounts.SignIn(user, form["password"].ToString(), CallerAddress.Of(http), Means(http), http.RequestAborted);
        return await Enter(http, entrance, form["to"]) ?? SignInPage(http, form["to"], user, entrance.Fault);
    }

    public async Task<IResult> Setup(HttpContext http) => !accounts.Options.IsOn ? Nothing(http)
        : await accounts.Gym(http.RequestAborted) is not null ? Results.LocalRedirect(PageSignIn.Path)
        : SetupPage(http, http.Request.Query["code"], "", "", null);

    public async Task<IResult> SetUp(HttpContext http)
    {
        if (!accounts.Options.IsOn)
            return Nothing(http);

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (code, gym, user) = (form["code"].ToString(), form["gym"].ToString().Trim(), form["user"].ToString().Trim());
        var entrance = await accounts.SetUp(code, gym, user, form["password"].ToString(), CallerAddress.Of(http), Means(http), http.RequestAborted);
        return await Enter(http, entrance, "/") ?? SetupPage(http, code, gym, user, entrance.Fault);
    }

    public async Task<IResult> Invitation(HttpContext http)
    {
        if (!accounts.Options.IsOn)
            return Nothing(http);

        var code = http.Request.Query["code"].ToString();
        return InvitationPage(http, code, await accounts.FindInvitation(code, CallerAddress.Of(http), http.RequestAborted), null);
    }

    public async Task<IResult> Accept(HttpContext http)
    {
        if (!accounts.Options.IsOn)
            return Nothing(http);

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var code = form["code"].ToString();
        var entrance = await accounts.Accept(code, form["password"].ToString(), CallerAddress.Of(http), Means(http), http.RequestAborted);
        return await Enter(http, entrance, "/")
            ?? InvitationPage(http, code, await accounts.FindInvitation(code, CallerAddress.Of(http), http.RequestAborted), entrance.Fault);
    }

    public async Task<IResult> Account(HttpContext http) => accounts.Options.IsOn ? await AccountPage(http, null) : Nothing(http);

    public async Task<IResult> ChangePassword(HttpContext http)
    {
        if (!accounts.Options.IsOn)
            return Nothing(http);

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var visitor = Visit.Of(http).Visitor!;
        var entrance = await accounts.ChangePassword(
            visitor, form["before"].ToString(), form["password"].ToString(), CallerAddress.Of(http), Means(http), http.RequestAborted);
        return await Enter(http, entrance, "/account?done=password") ?? await AccountPage(http, entrance.Fault);
    }

    public async Task<IResult> RevokeDevice(HttpContext http, string deviceId)
    {
        if (!accounts.Options.IsOn)
            return Nothing(http);

        var visitor = Visit.Of(http).Visitor!;
        if (!await devices.Revoke(visitor.GymId, visitor.UserId, deviceId, http.RequestAborted))
            return Nothing(http);
        await Write(http, visitor, visitor.UserId);
        return Results.LocalRedirect("/account");
    }

    public async Task<IResult> Pair(HttpContext http)
    {
        if (!accounts.Options.IsOn)
            return Nothing(http);

        var visit = Visit.Of(http);
        var (code, expires) = await accounts.CreatePairing(visit.Visitor!, http.RequestAborted);
        var link = options.PhoneAddress(http.Request.Host.Host) is { } server ? PairingLink.Write(server, options.CertificateFingerprint, code) : null;
        return new RazorComponentResult<PairPage>(new
        {
            Visit = visit,
            Code = OneTimeCode.Show(code),
            ExpiresMicros = expires,
            Link = link,
            Server = options.PhoneAddress(http.Request.Host.Host)?.GetLeftPart(UriPartial.Authority),
            Fingerprint = options.CertificateFingerprint,
        });
    }

    public Task<IResult> Members(HttpContext http) => MembersPage(http, null, null, StatusCodes.Status200OK);

    public async Task<IResult> Invite(HttpContext http)
    {
        if (!accounts.Options.IsOn)
            return Nothing(http);

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (visitor, user) = (Visit.Of(http).Visitor!, form["user"].ToString().Trim());
        if (Member.RoleOf(form["role"]) is not { } role || await accounts.Invite(visitor, user, role, http.RequestAborted) is not { } invited)
            return await MembersPage(http, null, "EntranceFault.BadUser", StatusCodes.Status422UnprocessableEntity);

        await Write(http, visitor, user);
        var root = options.PublicAddress ?? new Uri($"{http.Request.Scheme}://{http.Request.Host}");
        return await MembersPage(http, new Uri(root, $"/invitation?code={invited.Code}").AbsoluteUri, null, StatusCodes.Status200OK, user);
    }

    public Task<IResult> ChangeRole(HttpContext http) => Change(
        http, async (gym, form) => Member.RoleOf(form["role"]) is { } role && await accounts.ChangeRole(gym, form["user"].ToString(), role, http.RequestAborted));

    public Task<IResult> Remove(HttpContext http) => Change(http, (gym, form) => accounts.Remove(gym, form["user"].ToString(), http.RequestAborted));

    private static string Means(HttpContext http) => PageAudit.MeansOf(http);

    public static IResult Nothing(HttpContext http) => Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound);

    private static int StatusOf(EntranceFault? fault) => fault switch
    {
        null => StatusCodes.Status200OK,
        EntranceFault.Locked or EntranceFault.TooMany => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    public RazorComponentResult<LocalSignInPage> SignInPage(HttpContext http, string? to, string user, EntranceFault? fault) =>
        new(new { Visit = Visit.Of(http), To = Visit.Inside(to), User = user, Fault = fault, Party = RelyingParty.Of(http.Request, options.PublicAddress) }) { StatusCode = StatusOf(fault) };

    private static RazorComponentResult<SetupPage> SetupPage(HttpContext http, string? code, string gym, string user, EntranceFault? fault) =>
        new(new { Visit = Visit.Of(http), Code = code ?? "", Gym = gym, User = user, Fault = fault }) { StatusCode = StatusOf(fault) };

    private static RazorComponentResult<InvitationPage> InvitationPage(HttpContext http, string code, AccountCode? invitation, EntranceFault? fault)
    {
        var why = fault ?? (invitation is null ? EntranceFault.NoSuchCode : null);
        return new(new { Visit = Visit.Of(http), Code = code, UserId = invitation?.UserId, Fault = why }) { StatusCode = StatusOf(why) };
    }

    private async Task<IResult> Change(HttpContext http, Func<string, IFormCollection, Task<bool>> change)
    {
        if (!accounts.Options.IsOn)
            return Nothing(http);

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var visitor = Visit.Of(http).Visitor!;
        if (!await change(visitor.GymId, form))
            return await MembersPage(http, null, "Members.Refused", StatusCodes.Status409Conflict);
        await Write(http, visitor, form["user"].ToString());
        return Results.LocalRedirect("/members");
    }

    public static async Task<IResult?> Enter(HttpContext http, Entrance entrance, string? to)
    {
        if (entrance.Account is not { } account)
            return null;
        await PageSignIn.Give(http, account);
        return Results.LocalRedirect(Visit.Inside(to));
    }

    public async Task<IResult> AccountPage(HttpContext http, EntranceFault? fault, PasskeyFault? passkeyFault = null)
    {
        var visit = Visit.Of(http);
        var (gym, user) = (visit.Visitor!.GymId, visit.Visitor.UserId);
        return new RazorComponentResult<AccountPage>(new
        {
            Visit = visit,
            Devices = await devices.List(gym, user, http.RequestAborted),
            Passkeys = await passkeys.List(visit.Visitor, http.RequestAborted),
            Party = RelyingParty.Of(http.Request, options.PublicAddress),
            Fault = fault,
            PasskeyFault = passkeyFault,
            Done = http.Request.Query["done"].ToString() switch
            {
                "password" => "Account.PasswordDone",
                "passkey" => "Passkey.Added",
                "passkey-removed" => "Passkey.Removed",
                _ => null,
            },
        })
        { StatusCode = passkeyFault is null ? StatusOf(fault) : StatusCodes.Status422UnprocessableEntity };
    }

    private async Task<IResult> MembersPage(HttpContext http, string? link, string? wrong, int status, string? invited = null)
    {
        if (!accounts.Options.IsOn)
            return Nothing(http);

        var visit = Visit.Of(http);
        return new RazorComponentResult<MembersPage>(new
        {
            Visit = visit,
            Accounts = await accounts.List(visit.Visitor!.GymId, http.RequestAborted),
            Link = link,
            Invited = invited,
            Wrong = wrong,
        })
        { StatusCode = status };
    }

    private Task Write(HttpContext http, Member visitor, string about) => audit.Write(
        visitor.GymId, PageAudit.Entry(http, visitor, AuditAction.Account, AuditOutcome.Done, about, time), http.RequestAborted);
}
