using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;
using PersonalPT.Identity;

namespace PersonalPT.Web.Access;

/// <summary>The pages' sign-in: a cookie that only the server can read or make. With the development sign-in it is given and taken at this machine only.</summary>
internal static class PageSignIn
{
    /// <summary>The scheme's name. It is nobody's default, so the cookie opens pages and never a call.</summary>
    public const string SchemeName = "Pages";

    /// <summary>The address of the sign-in page.</summary>
    public const string Path = "/sign-in";


    // A board on a wall is not signed in anew every day.
    private static readonly TimeSpan s_lasts = TimeSpan.FromDays(30);

    /// <summary>Sets the cookie's rules.</summary>
    public static void Configure(CookieAuthenticationOptions cookie, WebOptions options)
    {
        cookie.Cookie.Name = "personalpt";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = options.CookieSecurity;
        // Whom an issuer has sent away is not to stay because he keeps coming.
        cookie.ExpireTimeSpan = options.Issuer?.PagesLast ?? s_lasts;
        cookie.SlidingExpiration = options.Issuer is null;
        cookie.LoginPath = Path;
        cookie.ReturnUrlParameter = "to";
        cookie.Events.OnRedirectToLogin = redirect =>
        {
            // A script cannot use a page where it wanted events.
            if (redirect.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
                redirect.Response.StatusCode = StatusCodes.Status401Unauthorized;
            else
                redirect.Response.Redirect(redirect.RedirectUri);
            return Task.CompletedTask;
        };
        if (options.DevelopmentSignIn)
        {
            cookie.Events.OnValidatePrincipal = context =>
            {
                if (!IsThisMachine(context.HttpContext))
                    context.RejectPrincipal();
                return Task.CompletedTask;
            };
        }
    }

    /// <summary>Ends sign-ins with accounts of the server's own that do not hold any more.</summary>
    public static async Task Validate(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (AccountSignIn.Find(context.Principal) is not { } signIn
            || !await http.RequestServices.GetRequiredService<LocalAccounts>().StillHolds(signIn, http.RequestAborted))
            context.RejectPrincipal();
    }

    /// <summary>Whether a request comes from the server's own machine.</summary>
    public static bool IsThisMachine(HttpContext http) => http.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote);

    /// <summary>Gives the cookie.</summary>
    public static Task Give(HttpContext http, Member visitor) => Give(http, visitor.ToPrincipal(SchemeName));

    /// <summary>Gives the cookie to an account of the server's own.</summary>
    public static Task Give(HttpContext http, Account account) =>
        Give(http, new AccountSignIn(account.Member, DeviceId: null, account.Stamp).ToPrincipal(SchemeName));

    private static Task Give(HttpContext http, ClaimsPrincipal principal) =>
        http.SignInAsync(SchemeName, principal, new AuthenticationProperties { IsPersistent = true });
}
