using Grpc.Core;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;
using PersonalPT.Contracts.Access;

namespace PersonalPT.Api.Access;

/// <summary>Calls with a bearer token of an OpenID Connect issuer. Whoever is refused is told why, in the one place where he looks: the call's status.</summary>
internal static class IssuerBearer
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "Issuer bearer";

    private static readonly TimeSpan s_clockSkew = TimeSpan.FromMinutes(1);

    // Keys of an issuer are public: a signature by a shared secret can never be his.
    private static readonly string[] s_algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Sets the scheme's rules.</summary>
    public static void Configure(JwtBearerOptions bearer, OpenIdIssuer issuer)
    {
        bearer.Authority = issuer.Authority.OriginalString;
        bearer.Audience = issuer.Audience;
        bearer.RequireHttpsMetadata = issuer.Authority.Scheme == Uri.UriSchemeHttps;
        bearer.MapInboundClaims = false;
        bearer.SaveToken = false;
        bearer.TokenValidationParameters.ClockSkew = s_clockSkew;
        bearer.TokenValidationParameters.ValidAlgorithms = s_algorithms;
        bearer.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                var issued = issuer.Claims.Read(context.Principal!);
                if (issued.Member is { } member)
                    context.Principal = member.ToPrincipal(SchemeName);
                else
                    context.Fail(Refuse(context.HttpContext, StatusCode.Unauthenticated, issuer.Claims.Say(issued.Fault!.Value)));
                return Task.CompletedTask;
            },
            OnAuthenticationFailed = async context =>
            {
                var (status, why) = await Answers(context) ? Why(context.Exception, issuer)
                    : (StatusCode.Unavailable, $"The issuer {issuer} does not answer, so nobody can be told who he is. Try again soon.");
                context.Fail(Refuse(context.HttpContext, status, why));
            },
            OnChallenge = context =>
            {
                context.HandleResponse();
                var refusal = context.HttpContext.Features.Get<Refusal>()
                    ?? new Refusal(StatusCode.Unauthenticated, $"Sign in with the header 'authorization: Bearer TOKEN', where TOKEN is one of {issuer}.");
                context.Response.Headers.WWWAuthenticate = "Bearer";
                var status = refusal.Status == StatusCode.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status401Unauthorized;
                return SignInAnswer.Write(context.HttpContext, status, refusal.Status, refusal.Why);
            },
            OnForbidden = context => SignInAnswer.Forbid(context.HttpContext),
        };
    }

    private static (StatusCode Status, string Why) Why(Exception exception, OpenIdIssuer issuer) => exception switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => Why(first, issuer),
        SecurityTokenExpiredException => (StatusCode.Unauthenticated, "The token has expired."),
        SecurityTokenNotYetValidException => (StatusCode.Unauthenticated, "The token is not valid yet."),
        SecurityTokenNoExpirationException => (StatusCode.Unauthenticated, "The token must say when it expires."),
        SecurityTokenInvalidAudienceException => (StatusCode.Unauthenticated, $"The token is not for this server, whose audience is '{issuer.Audience}'."),
        SecurityTokenInvalidIssuerException => (StatusCode.Unauthenticated, $"The token is not of the issuer that this server trusts, {issuer}."),
        SecurityTokenInvalidAlgorithmException => (StatusCode.Unauthenticated, "The token must be signed with one of the issuer's public keys."),
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException =>
            (StatusCode.Unauthenticated, $"The token's signature is not of {issuer}."),
        _ => (StatusCode.Unauthenticated, "This is not a token that this server can read."),
    };

    // Where the issuer's keys could not be fetched, every token seems to be of somebody else.
    private static async Task<bool> Answers(AuthenticationFailedContext context)
    {
        try
        {
            await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            return false;
        }
    }

    private static string Refuse(HttpContext http, StatusCode status, string why)
    {
        http.Features.Set(new Refusal(status, why));
        return why;
    }

    private sealed record Refusal(StatusCode Status, string Why);
}
