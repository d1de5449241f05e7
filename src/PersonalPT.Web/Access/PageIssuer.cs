using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Access;

/// <summary>The pages' sign-in at an OpenID Connect issuer, by the code flow. It ends in the same cookie as every other sign-in.</summary>
internal static partial class PageIssuer
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "Issuer";

    /// <summary>The address that sends a visitor to the issuer. A link and not a form: the pages' content security policy sends forms nowhere else.</summary>
    public const string StartPath = "/sign-in/issuer";

    /// <summary>The address that signs a visitor out at the issuer as well.</summary>
    public const string LeavePath = "/sign-out/issuer";

    /// <summary>Where the issuer sends him back.</summary>
    public const string CallbackPath = "/sign-in/callback";

    private const string LeftPath = "/sign-out/callback";

    /// <summary>Sets the scheme's rules.</summary>
    public static void Configure(OpenIdConnectOptions oidc, OpenIdIssuer issuer, WebOptions options)
    {
        oidc.Authority = issuer.Authority.OriginalString;
        oidc.ClientId = issuer.ClientId;
        oidc.ClientSecret = issuer.ClientSecret;
        oidc.RequireHttpsMetadata = issuer.Authority.Scheme == Uri.UriSchemeHttps;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        // A form that comes from the issuer would need cookies that every other site's forms bring along, too.
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.UsePkce = true;
        oidc.SignInScheme = PageSignIn.SchemeName;
        oidc.SignOutScheme = PageSignIn.SchemeName;
        oidc.CallbackPath = CallbackPath;
        oidc.SignedOutCallbackPath = LeftPath;
        oidc.SignedOutRedirectUri = PageSignIn.Path;
        oidc.RemoteSignOutPath = PathString.Empty;
        oidc.MapInboundClaims = false;
        oidc.SaveTokens = false;
        oidc.DisableTelemetry = true;
        oidc.Scope.Clear();
        foreach (var scope in issuer.Scopes)
            oidc.Scope.Add(scope);
        foreach (var cookie in new[] { oidc.CorrelationCookie, oidc.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = options.CookieSecurity;
        }

        oidc.Events = new OpenIdConnectEvents
        {
            OnRedirectToIdentityProvider = context =>
            {
                if (options.PublicAddress is { } address)
                    context.ProtocolMessage.RedirectUri = new Uri(address, CallbackPath).AbsoluteUri;
                return Task.CompletedTask;
            },
            OnRedirectToIdentityProviderForSignOut = context =>
            {
                if (options.PublicAddress is { } address)
                    context.ProtocolMessage.PostLogoutRedirectUri = new Uri(address, LeftPath).AbsoluteUri;
                context.ProtocolMessage.ClientId = issuer.ClientId;
                return Task.CompletedTask;
            },
            OnTicketReceived = context => Enter(context, issuer),
            OnAccessDenied = context =>
            {
                context.HandleResponse();
                context.Response.Redirect(Refused("denied"));
                return Task.CompletedTask;
            },
            OnRemoteFailure = context =>
            {
                LogFailed(Logger(context.HttpContext), context.Failure);
                context.HandleResponse();
                context.Response.Redirect(Refused("failed"));
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>Sends a visitor to the issuer; he comes back to an address of this site.</summary>
    public static async Task<IResult> Start(HttpContext http)
    {
        if (await Known(http) is null)
            return Results.Redirect(Refused("unreachable"));
        return Results.Challenge(new AuthenticationProperties { RedirectUri = Visit.Inside(http.Request.Query["to"]) }, [SchemeName]);
    }

    /// <summary>Sends a visitor to the issuer to sign out there as well.</summary>
    public static async Task<IResult> Leave(HttpContext http) => await Known(http) is { EndSessionEndpoint.Length: > 0 }
        ? Results.SignOut(new AuthenticationProperties { RedirectUri = PageSignIn.Path }, [SchemeName])
        : Results.Redirect(Refused("unreachable"));

    /// <summary>The word for what a sign-in page was told by an address; null where that is nothing known.</summary>
    public static string? Word(string? refusal) => refusal is "denied" or "failed" or "unreachable" or "NoUser" or "NoGym" or "NoRole" ? $"Issuer.{refusal}" : null;

    private static string Refused(string why) => $"{PageSignIn.Path}?refused={why}";

    private static async Task<OpenIdConnectConfiguration?> Known(HttpContext http)
    {
        try
        {
            var options = http.RequestServices.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(SchemeName);
            return await options.ConfigurationManager!.GetConfigurationAsync(http.RequestAborted);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            LogUnreachable(Logger(http), e);
            return null;
        }
    }

    private static async Task Enter(TicketReceivedContext context, OpenIdIssuer issuer)
    {
        var http = context.HttpContext;
        var issued = issuer.Claims.Read(context.Principal!);
        if (issued.Member is not { } visitor)
        {
            LogRefused(Logger(http), issuer.Claims.Say(issued.Fault!.Value));
            context.HandleResponse();
            context.Response.Redirect(Refused(issued.Fault.Value.ToString()));
            return;
        }

        // Written first: nobody is in who is not written down.
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        var entry = new AuditEntry(
            Guid.NewGuid(), time.UtcMicros(), visitor.UserId, visitor.RoleName, AuditAction.SignIn, AuditOutcome.Done, AthleteId: null, OtherId: null, $"GET {CallbackPath}");
        await http.RequestServices.GetRequiredService<IAuditLog>().Write(visitor.GymId, entry, http.RequestAborted);
        context.Principal = visitor.ToPrincipal(PageSignIn.SchemeName);
        context.Properties = new AuthenticationProperties { IsPersistent = true };
        context.ReturnUri = Visit.Inside(context.ReturnUri);
    }

    private static ILogger Logger(HttpContext http) => http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PageIssuer).FullName!);

    [LoggerMessage(LogLevel.Warning, "A sign-in at the issuer did not come to its end.")]
    private static partial void LogFailed(ILogger logger, Exception? exception);

    [LoggerMessage(LogLevel.Warning, "The issuer does not answer, so nobody can sign in on the pages.")]
    private static partial void LogUnreachable(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Somebody signed in at the issuer whom it does not describe so that he can come in. {Why}")]
    private static partial void LogRefused(ILogger logger, string why);
}
