using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;

namespace PersonalPT.Api.Access;

/// <summary>
/// A sign-in for development and for a server that talks to its own machine only: the caller says who he is. Refused from anywhere but the loopback
/// address. A real scheme of ASP.NET Core, so that another one can take its place without touching a service.
/// </summary>
internal sealed class DevelopmentSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name, and the first word of the header.</summary>
    public const string SchemeName = "Development";

    private const string Form = "authorization: Development GYM/ROLE/USER, where ROLE is athlete, coach, staff or administrator";

    private string _refusal = $"Sign in with the header '{Form}'.";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (Context.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
            return Refuse("The development sign-in works from the server's own machine only.");
        if (!header.StartsWith(SchemeName + " ", StringComparison.OrdinalIgnoreCase))
            return Refuse($"This server knows the development sign-in only: '{Form}'.");
        if (header[(SchemeName.Length + 1)..].Split('/') is not [var gym, var role, var user])
            return Refuse($"The sign-in must have three parts: '{Form}'.");

        (gym, role, user) = (Uri.UnescapeDataString(gym.Trim()), Uri.UnescapeDataString(role), Uri.UnescapeDataString(user.Trim()));
        if (!Identifiers.IsName(gym))
            return Refuse($"The sign-in's gym must be {Identifiers.NameRule}.");
        if (Member.RoleOf(role) is not { } known)
            return Refuse("The sign-in's role must be athlete, coach, staff or administrator.");
        if (!Identifiers.IsPerson(user))
            return Refuse($"The sign-in's user must be {Identifiers.PersonRule}.");

        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new Member(gym, known, user).ToPrincipal(SchemeName), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => SignInAnswer.Challenge(Context, _refusal);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => SignInAnswer.Forbid(Context);

    private Task<AuthenticateResult> Refuse(string why)
    {
        _refusal = why;
        return Task.FromResult(AuthenticateResult.Fail(why));
    }
}
