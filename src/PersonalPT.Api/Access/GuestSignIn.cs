using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PersonalPT.Api.Access;

/// <summary>Calls with a guest's token, whatever identity the server has besides.</summary>
internal sealed class GuestSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, GuestTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "Guest";

    private const string Start = $"Bearer {GuestTokens.Prefix}";

    /// <summary>Whether a call brings such a token.</summary>
    public static bool Knows(HttpContext http) => http.Request.Headers.Authorization.ToString().StartsWith(Start, StringComparison.OrdinalIgnoreCase);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        tokens.Read(Request.Headers.Authorization.ToString()["Bearer ".Length..]) is { } guest
            ? AuthenticateResult.Success(new AuthenticationTicket(guest.ToPrincipal(SchemeName), SchemeName))
            : AuthenticateResult.Fail("No guest has this token."));

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        SignInAnswer.Challenge(Context, "The guest's token is out of date or not of this server. Join again by the group's code.");

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => SignInAnswer.Forbid(Context);
}
