using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Storage;
using PersonalPT.Identity;
using PersonalPT.Web.Access;

namespace PersonalPT.Web.Pages;

/// <summary>What the addresses about passkeys answer. A script of the pages asks there what the browser is to ask a device; what that says comes as a form.</summary>
internal sealed class PasskeyPages(Passkeys passkeys, LocalAccounts accounts, LocalPages locals, IAuditLog audit, TimeProvider time, WebOptions options)
{
    /// <summary>The longest answer of a device: the name of a key has a kilobyte at most, and all is said in text.</summary>
    public const int LongestForm = 32 * 1024;

    private const string SignInPath = "/sign-in/passkey";
    private const string OwnPath = "/account/passkeys";

    public async Task<IResult> AskToSignIn(HttpContext http) => !accounts.Options.IsOn ? LocalPages.Nothing(http)
        : RelyingParty.Of(http.Request, options.PublicAddress) is { } party ? Ask(http, await passkeys.AskToSignIn(http, party), SignInPath)
        : NoHostName(http);

    public async Task<IResult> SignIn(HttpContext http)
    {
        if (!accounts.Options.IsOn)
            return LocalPages.Nothing(http);
        if (RelyingParty.Of(http.Request, options.PublicAddress) is not { } party)
            return NoHostName(http);

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var entrance = await passkeys.SignIn(http, party, form["credential"].ToString(), Attempt(http, SignInPath), CallerAddress.Of(http), PageAudit.MeansOf(http));
        return await LocalPages.Enter(http, entrance, form["to"]) ?? locals.SignInPage(http, form["to"], "", entrance.Fault);
    }

    public async Task<IResult> AskToAdd(HttpContext http) => !accounts.Options.IsOn ? LocalPages.Nothing(http)
        : RelyingParty.Of(http.Request, options.PublicAddress) is not { } party ? NoHostName(http)
        : await passkeys.AskToAdd(http, party, Visit.Of(http).Visitor!) is { } question ? Ask(http, question, OwnPath)
        : LocalPages.Nothing(http);

    public async Task<IResult> Add(HttpContext http)
    {
        if (!accounts.Options.IsOn)
            return LocalPages.Nothing(http);

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var visitor = Visit.Of(http).Visitor!;
        var fault = RelyingParty.Of(http.Request, options.PublicAddress) is { } party
            ? await passkeys.Add(http, party, visitor, form["name"].ToString(), form["credential"].ToString(), Attempt(http, OwnPath))
            : PasskeyFault.NoHostName;
        if (fault is not null)
            return await locals.AccountPage(http, null, fault);

        await Write(http);
        return Results.LocalRedirect("/account?done=passkey#passkeys");
    }

    public async Task<IResult> Remove(HttpContext http)
    {
        if (!accounts.Options.IsOn)
            return LocalPages.Nothing(http);

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (await passkeys.Remove(Visit.Of(http).Visitor!, form["passkey"].ToString(), http.RequestAborted) is not { } account)
            return await locals.AccountPage(http, null, PasskeyFault.NotRemoved);

        await Write(http);
        await PageSignIn.Give(http, account);
        return Results.LocalRedirect("/account?done=passkey-removed#passkeys");
    }

    private static IResult NoHostName(HttpContext http) => Notices.Of(Visit.Of(http), StatusCodes.Status409Conflict, "Passkey.NoHostName");

    // Of every attempt there is one; the next takes its place.
    private IResult Ask(HttpContext http, PasskeyQuestion question, string path)
    {
        var cookie = Cookie(path, accounts.Options.PasskeyQuestionLasts);
        http.Response.Cookies.Append(cookie.Name!, question.Attempt, cookie.Build(http));
        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(question.Json, "application/json");
    }

    private string? Attempt(HttpContext http, string path)
    {
        var cookie = Cookie(path, null);
        http.Response.Cookies.Delete(cookie.Name!, cookie.Build(http));
        return http.Request.Cookies[cookie.Name!];
    }

    private CookieBuilder Cookie(string path, TimeSpan? lasts) => new()
    {
        Name = "personalpt-passkey",
        Path = path,
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        SecurePolicy = options.CookieSecurity,
        IsEssential = true,
        MaxAge = lasts,
    };

    private Task Write(HttpContext http)
    {
        var visitor = Visit.Of(http).Visitor!;
        return audit.Write(visitor.GymId, PageAudit.Entry(http, visitor, AuditAction.Account, AuditOutcome.Done, visitor.UserId, time), http.RequestAborted);
    }
}
