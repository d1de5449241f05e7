using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Groups;
using PersonalPT.Identity;
using PersonalPT.Web.Access;
using PersonalPT.Web.Athletes;
using PersonalPT.Web.Boards;
using PersonalPT.Web.Coaching;
using PersonalPT.Web.Groups;
using PersonalPT.Web.Live;
using PersonalPT.Web.Pages;
using PersonalPT.Web.Plans;
using PersonalPT.Web.Webhooks;

namespace PersonalPT.Web;

/// <summary>Adds the pages to a host that has a silo and a storage.</summary>
public static class WebRegistration
{
    private const string Assets = "/assets";

    /// <summary>Adds the pages' services and their sign-in, which is nobody's default: it opens pages and no calls.</summary>
    public static IServiceCollection AddPersonalPTWeb(this IServiceCollection services, WebOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LivePlaces>();
        services.AddSingleton<GymBoards>();
        services.AddSingleton<LiveEvents>();
        services.AddSingleton<LivePace>();
        services.AddSingleton<LiveRendering>();
        services.AddSingleton<BoardPages>();
        services.AddSingleton<CoachPages>();
        services.AddSingleton<SitePages>();
        services.AddSingleton<LocalPages>();
        services.AddSingleton<PasskeyPages>();
        services.AddSingleton<AthletePages>();
        services.AddSingleton<PlanPages>();
        services.AddSingleton<WebhookPages>();
        services.AddSingleton<RecordingPages>();
        services.AddSingleton<PageGate>();
        services.TryAddSingleton<GrantedAccess>();
        services.TryAddSingleton<AthleteGrants>();
        services.TryAddSingleton<AthleteErasures>();
        services.TryAddSingleton<GroupList>();
        services.AddSingleton<GroupPages>();
        services.AddRazorComponents();
        // For styles and scripts alone: nothing secret is in them, so nobody can guess by their length.
        services.AddResponseCompression(compression => compression.EnableForHttps = true);
        // It would say at each first start that keys lie unencrypted; their files are readable for the server's user alone.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
        services.AddDataProtection().SetApplicationName("PersonalPT").PersistKeysToFileSystem(new DirectoryInfo(options.KeyFolder));
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.FormFieldName = Visit.FormField;
            antiforgery.HeaderName = null;
            antiforgery.Cookie.Name = "personalpt-form";
            // The gate writes the headers of all pages.
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        var authentication = new AuthenticationBuilder(services).AddCookie(PageSignIn.SchemeName, cookie => PageSignIn.Configure(cookie, options));
        services.AddOptions<CookieAuthenticationOptions>(PageSignIn.SchemeName).Configure<LocalAccounts>((cookie, accounts) =>
        {
            if (accounts.Options.IsOn)
                cookie.Events.OnValidatePrincipal = PageSignIn.Validate;
        });
        if (options.Issuer is { } issuer)
            authentication.AddOpenIdConnect(PageIssuer.SchemeName, oidc => PageIssuer.Configure(oidc, issuer, options));
        return services;
    }

    /// <summary>Serves styles and scripts. Put it before routing.</summary>
    public static IApplicationBuilder UsePersonalPTWebAssets(this IApplicationBuilder app) =>
        app.UseWhen(http => http.Request.Path.StartsWithSegments(Assets, StringComparison.Ordinal), assets => assets.UseResponseCompression().UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new EmbeddedFileProvider(typeof(WebRegistration).Assembly, "assets"),
            RequestPath = Assets,
            OnPrepareResponse = file =>
            {
                file.Context.Response.Headers.XContentTypeOptions = "nosniff";
                // Pages name the build that they belong to, so what they name never changes.
                file.Context.Response.Headers.CacheControl = file.Context.Request.QueryString.Value == $"?{Build.Id}" ? "public, max-age=31536000, immutable" : "no-cache";
            },
        }));

    /// <summary>Maps every page. Put it after authentication and authorization.</summary>
    public static IEndpointRouteBuilder MapPersonalPTWeb(this IEndpointRouteBuilder endpoints)
    {
        var site = endpoints.ServiceProvider.GetRequiredService<SitePages>();
        var locals = endpoints.ServiceProvider.GetRequiredService<LocalPages>();
        var recordings = endpoints.ServiceProvider.GetRequiredService<RecordingPages>();
        var boards = endpoints.ServiceProvider.GetRequiredService<BoardPages>();
        var athletes = endpoints.ServiceProvider.GetRequiredService<AthletePages>();
        var coach = endpoints.ServiceProvider.GetRequiredService<CoachPages>();
        var plans = endpoints.ServiceProvider.GetRequiredService<PlanPages>();
        var pages = endpoints.MapGroup("").AddEndpointFilter(endpoints.ServiceProvider.GetRequiredService<PageGate>()).DisableAntiforgery();

        Open("GET", PageSignIn.Path, site.SignIn);
        Open("POST", PageSignIn.Path, site.GiveSignIn);
        Open("GET", PageIssuer.StartPath, site.GoToIssuer);
        Open("GET", PageIssuer.LeavePath, site.LeaveIssuer);
        Open("GET", "/setup", locals.Setup);
        Open("POST", "/setup", locals.SetUp);
        Open("GET", "/invitation", locals.Invitation);
        Open("POST", "/invitation", locals.Accept);
        Open("POST", "/language", SitePages.ChooseLanguage);
        Map("POST", "/sign-out", Gym, SitePages.SignOut);

        Map("GET", "/account", Gym, locals.Account);
        Map("POST", "/account/password", Gym, locals.ChangePassword);
        Map("POST", "/account/devices/{deviceId}/revoke", Gym, locals.RevokeDevice);
        Map("GET", "/pair", Gym, locals.Pair);
        Map("GET", "/members", Accounts, locals.Members);
        Map("POST", "/members/invite", Accounts, locals.Invite);
        Map("POST", "/members/role", Accounts, locals.ChangeRole);
        Map("POST", "/members/remove", Accounts, locals.Remove);

        var passkeys = endpoints.ServiceProvider.GetRequiredService<PasskeyPages>();
        Open("POST", "/sign-in/passkey/options", passkeys.AskToSignIn, PasskeyPages.LongestForm);
        Open("POST", "/sign-in/passkey", passkeys.SignIn, PasskeyPages.LongestForm);
        Map("POST", "/account/passkeys/options", Gym, passkeys.AskToAdd, longestForm: PasskeyPages.LongestForm);
        Map("POST", "/account/passkeys", Gym, passkeys.Add, longestForm: PasskeyPages.LongestForm);
        Map("POST", "/account/passkeys/remove", Gym, passkeys.Remove, longestForm: PasskeyPages.LongestForm);

        // A webhook takes things out of the product for as long as it is there.
        var webhooks = endpoints.ServiceProvider.GetRequiredService<WebhookPages>();
        Map("GET", "/webhooks", Administration, webhooks.List);
        Map("POST", "/webhooks", Administration, webhooks.Add, AuditAction.Webhook);
        Map("POST", "/webhooks/{webhookId}/change", Administration, webhooks.Change, AuditAction.Webhook);
        Map("POST", "/webhooks/{webhookId}/test", Administration, webhooks.Test);
        Map("POST", "/webhooks/{webhookId}/retry", Administration, webhooks.Retry);
        Map("POST", "/webhooks/{webhookId}/rotate", Administration, webhooks.Rotate, AuditAction.Webhook);
        Map("POST", "/webhooks/{webhookId}/delete", Administration, webhooks.Delete, AuditAction.Webhook);

        Map("GET", "/", Gym, site.Index);
        Map("GET", "/board", Gym, boards.Page);
        // Shows everybody's to staff and administrators, their own to all others, and to coaches what is granted.
        Map("GET", "/board/stream", Gym, boards.Stream);
        // As the board: to coaches those who let them, and to each of these what he may see.
        Map("GET", "/coach", Gym, coach.Console);
        Map("GET", "/coach/stream", Gym, coach.ConsoleStream);
        Map("GET", "/coach/sessions/{sessionId}", Session, coach.Session);
        Map("GET", "/coach/sessions/{sessionId}/stream", Session, coach.SessionStream);
        Map("POST", "/coach/sessions/{sessionId}/cues", Session, coach.SendCue);
        Map("GET", "/athletes", Gym, SitePages.FindAthlete);
        Map("GET", "/athletes/{athleteId}", http => new PageReach.Athlete(Value(http, "athleteId"), GrantScopes.History), athletes.Show);
        Map("POST", "/athletes/{athleteId}/grants", http => new PageReach.Own(Value(http, "athleteId")), athletes.Grant, AuditAction.Grant);
        Map("POST", "/athletes/{athleteId}/grants/{coachId}/revoke", http => new PageReach.Bond(Value(http, "athleteId"), Value(http, "coachId")), athletes.Revoke, AuditAction.Revoke);
        Map("GET", "/athletes/{athleteId}/plans", Plans, plans.List);
        Map("POST", "/athletes/{athleteId}/plans", Plans, plans.Make);
        Map("GET", "/athletes/{athleteId}/plans/{planId}", Plans, plans.Show);
        Map("POST", "/athletes/{athleteId}/plans/{planId}", Plans, plans.Change);
        Map("POST", "/athletes/{athleteId}/plans/{planId}/delete", Plans, plans.Delete, AuditAction.Delete);
        Map("GET", "/athletes/{athleteId}/export", Person, athletes.Export, AuditAction.Export);
        Map("POST", "/athletes/{athleteId}/erase", Person, athletes.Erase, AuditAction.Erase);
        Map("GET", "/sessions/{sessionId}", Session, site.Session);
        Map("POST", "/sessions/{sessionId}/sets/{set}/annotate", SetsOfSession, site.AnnotateSet);
        Map("POST", "/sessions/{sessionId}/sets/{set}/correct", SetsOfSession, site.CorrectSet, AuditAction.Correction);
        Map("GET", "/sessions/{sessionId}/recording", Recording, recordings.Page);
        Map("GET", "/sessions/{sessionId}/recording/download", Recording, recordings.Download, AuditAction.Export);
        Map("POST", "/sessions/{sessionId}/recording/delete", http => new PageReach.Recording(Value(http, "sessionId"), IsDeleted: true), recordings.Delete, AuditAction.Delete);
        Map("GET", "/models", Look, site.Models);
        Map("GET", "/models/{exerciseId}", Look, site.ModelVersions);
        Map("POST", "/models/{exerciseId}/activate", Change, site.Activate);
        Map("POST", "/models/{exerciseId}/roll-back", Change, site.RollBack);

        var groups = endpoints.ServiceProvider.GetRequiredService<GroupPages>();
        Map("GET", "/groups", Gym, groups.List);
        Map("POST", "/groups", _ => new PageReach.Leading(), groups.Plan);
        Map("GET", "/groups/{groupId}/control", LedGroup, groups.Control);
        Map("GET", "/groups/{groupId}/control/stream", LedGroup, groups.ControlStream);
        Map("POST", "/groups/{groupId}/start", LedGroup, groups.Start);
        Map("POST", "/groups/{groupId}/pause", LedGroup, groups.Pause);
        Map("POST", "/groups/{groupId}/resume", LedGroup, groups.Resume);
        Map("POST", "/groups/{groupId}/skip", LedGroup, groups.Skip);
        Map("POST", "/groups/{groupId}/finish", LedGroup, groups.Finish);
        Map("POST", "/groups/{groupId}/mute", LedGroup, groups.Mute);
        Map("POST", "/groups/{groupId}/unmute", LedGroup, groups.Unmute);
        Map("POST", "/groups/{groupId}/remove", LedGroup, groups.Remove);
        Map("GET", "/groups/{groupId}/board", Group, groups.Board);
        Map("GET", "/groups/{groupId}/board/stream", Group, groups.BoardStream);
        Map("POST", "/groups/{groupId}/leave", Group, groups.Leave);
        Map("GET", "/groups/{groupId}/results", Group, groups.ShowResults);
        Map("GET", "/groups/{groupId}/results.csv", Group, groups.ResultsAsCsv);
        Map("GET", "/groups/{groupId}/results.json", Group, groups.ResultsAsJson);
        // The code is what opens it.
        Map("GET", "/join", Gym, GroupPages.TypeCode);
        Map("GET", "/join/{code}", Gym, groups.ShowGroup);
        Map("POST", "/join/{code}", Gym, groups.Join);
        return endpoints;

        void Open(string method, string pattern, Delegate answer, int? longestForm = null) =>
            Add(method, pattern, _ => new PageReach.Open(), needsSignIn: false, answer, longestForm: longestForm);

        void Map(string method, string pattern, Func<HttpContext, PageReach> reach, Delegate answer, AuditAction? audit = null, int? longestForm = null) =>
            Add(method, pattern, reach, needsSignIn: true, answer, audit, longestForm);

        void Add(string method, string pattern, Func<HttpContext, PageReach> reach, bool needsSignIn, Delegate answer, AuditAction? audit = null, int? longestForm = null)
        {
            var page = pages.MapMethods(pattern, method == "GET" ? ["GET", "HEAD"] : [method], answer)
                .WithMetadata(new PagePolicy($"{method} {pattern}", needsSignIn, reach) { Audit = audit, LongestForm = longestForm });
            if (needsSignIn)
                page.RequireAuthorization(new AuthorizationPolicyBuilder(PageSignIn.SchemeName).RequireAuthenticatedUser().Build());
            else
                page.AllowAnonymous();
        }
    }

    private static PageReach.Accounts Accounts(HttpContext http) => new();

    private static PageReach.Administration Administration(HttpContext http) => new();

    private static PageReach.Gym Gym(HttpContext http) => new();

    private static PageReach.Person Person(HttpContext http) => new(Value(http, "athleteId"));

    private static PageReach.Athlete Plans(HttpContext http) => new(Value(http, "athleteId"), GrantScopes.Plans);

    private static PageReach.Session Session(HttpContext http) => new(Value(http, "sessionId"));

    private static PageReach.Group Group(HttpContext http) => new(Value(http, "groupId"));

    private static PageReach.LedGroup LedGroup(HttpContext http) => new(Value(http, "groupId"));

    private static PageReach.Recording Recording(HttpContext http) => new(Value(http, "sessionId"));

    private static PageReach.SetsOfSession SetsOfSession(HttpContext http) => new(Value(http, "sessionId"));

    // For models no athlete means the catalog: open to all eyes, but not to all hands.
    private static PageReach Look(HttpContext http) => Owner(http) is { Length: > 0 } athlete ? new PageReach.Athlete(athlete, GrantScopes.Models) : new PageReach.Gym();

    private static PageReach Change(HttpContext http) => Owner(http) is { Length: > 0 } athlete ? new PageReach.Athlete(athlete, GrantScopes.Models) : new PageReach.Catalog();

    private static string Owner(HttpContext http) => http.Request.Query["athlete"].ToString();

    private static string Value(HttpContext http, string name) => (string?)http.Request.RouteValues[name] ?? "";
}
