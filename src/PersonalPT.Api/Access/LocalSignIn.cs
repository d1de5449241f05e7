using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PersonalPT.Identity;

namespace PersonalPT.Api.Access;

/// <summary>Calls with tokens that the server gave to phones of its own accounts.</summary>
internal sealed class LocalSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, DeviceTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "Local";

    private const string Bearer = "Bearer ";

    private string _refusal = "Sign in with the header 'authorization: Bearer TOKEN', where TOKEN comes from AccountService.SignIn or AccountService.Pair.";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer + DeviceTokens.Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        if (await tokens.Read(header[Bearer.Length..], Context.RequestAborted) is { } signIn)
            return AuthenticateResult.Success(new AuthenticationTicket(signIn.ToPrincipal(SchemeName), SchemeName));

        _refusal = "The token has run out, or its device was signed out. Renew it, or sign in again.";
        return AuthenticateResult.Fail(_refusal);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => SignInAnswer.Challenge(Context, _refusal);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => SignInAnswer.Forbid(Context);
}
