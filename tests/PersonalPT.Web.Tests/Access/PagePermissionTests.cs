using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Access;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Access;

/// <summary>Every page × whose thing it reaches for × who looks. A page without a row here fails.</summary>
public sealed class PagePermissionTests(RunningSite site)
{
    private const string Gym = "permissions";
    private const string Owner = "anna";
    private const string Nowhere = "99999999-8888-7777-6666-555555555555";

    private static readonly string[] s_roles = ["athlete", "coach", "staff", "administrator"];

    private static readonly Dictionary<string, Row> s_rows = new()
    {
        ["GET /sign-in"] = new(Kind.Open, _ => "/sign-in"),
        ["POST /sign-in"] = new(Kind.Open, _ => "/sign-in"),
        // Without an issuer, and without accounts of the server's own, there is nothing at the addresses of both; who may have them is asked first all the same.
        ["GET /sign-in/issuer"] = new(Kind.Open, _ => "/sign-in/issuer"),
        ["GET /sign-out/issuer"] = new(Kind.Open, _ => "/sign-out/issuer"),
        ["GET /setup"] = new(Kind.Open, _ => "/setup"),
        ["POST /setup"] = new(Kind.Open, _ => "/setup"),
        ["GET /invitation"] = new(Kind.Open, _ => "/invitation?code=222222222222"),
        ["POST /invitation"] = new(Kind.Open, _ => "/invitation"),
        ["GET /account"] = new(Kind.Gym, _ => "/account"),
        ["POST /account/password"] = new(Kind.Gym, _ => "/account/password"),
        ["POST /account/devices/{deviceId}/revoke"] = new(Kind.Gym, _ => "/account/devices/11111111-2222-3333-4444-555555555555/revoke"),
        ["POST /sign-in/passkey/options"] = new(Kind.Open, _ => "/sign-in/passkey/options"),
        ["POST /sign-in/passkey"] = new(Kind.Open, _ => "/sign-in/passkey"),
        ["POST /account/passkeys/options"] = new(Kind.Gym, _ => "/account/passkeys/options"),
        ["POST /account/passkeys"] = new(Kind.Gym, _ => "/account/passkeys"),
        ["POST /account/passkeys/remove"] = new(Kind.Gym, _ => "/account/passkeys/remove"),
        ["GET /pair"] = new(Kind.Gym, _ => "/pair"),
        ["GET /members"] = new(Kind.Accounts, _ => "/members"),
        ["POST /members/invite"] = new(Kind.Accounts, _ => "/members/invite"),
        ["POST /members/role"] = new(Kind.Accounts, _ => "/members/role"),
        ["POST /members/remove"] = new(Kind.Accounts, _ => "/members/remove"),
        ["GET /webhooks"] = new(Kind.Administration, _ => "/webhooks"),
        ["POST /webhooks"] = new(Kind.Administration, _ => "/webhooks"),
        ["POST /webhooks/{webhookId}/change"] = new(Kind.Administration, _ => $"/webhooks/{Nowhere}/change"),
        ["POST /webhooks/{webhookId}/test"] = new(Kind.Administration, _ => $"/webhooks/{Nowhere}/test"),
        ["POST /webhooks/{webhookId}/retry"] = new(Kind.Administration, _ => $"/webhooks/{Nowhere}/retry"),
        ["POST /webhooks/{webhookId}/rotate"] = new(Kind.Administration, _ => $"/webhooks/{Nowhere}/rotate"),
        ["POST /webhooks/{webhookId}/delete"] = new(Kind.Administration, _ => $"/webhooks/{Nowhere}/delete"),
        ["POST /language"] = new(Kind.Open, _ => "/language"),
        ["POST /sign-out"] = new(Kind.Gym, _ => "/sign-out"),
        ["GET /"] = new(Kind.Gym, _ => "/"),
        ["GET /board"] = new(Kind.Gym, _ => "/board"),
        ["GET /board/stream"] = new(Kind.Gym, _ => "/board/stream"),
        ["GET /coach"] = new(Kind.Gym, _ => "/coach"),
        ["GET /coach/stream"] = new(Kind.Gym, _ => "/coach/stream"),
        ["GET /coach/sessions/{sessionId}"] = new(Kind.Session, session => $"/coach/sessions/{session}"),
        ["GET /coach/sessions/{sessionId}/stream"] = new(Kind.Session, session => $"/coach/sessions/{session}/stream"),
        ["POST /coach/sessions/{sessionId}/cues"] = new(Kind.Session, session => $"/coach/sessions/{session}/cues"),
        ["GET /athletes"] = new(Kind.Gym, _ => $"/athletes?athlete={Owner}"),
        ["GET /athletes/{athleteId}"] = new(Kind.Athlete, _ => $"/athletes/{Owner}"),
        ["POST /athletes/{athleteId}/grants"] = new(Kind.Own, _ => $"/athletes/{Owner}/grants"),
        ["POST /athletes/{athleteId}/grants/{coachId}/revoke"] = new(Kind.Bond, _ => $"/athletes/{Owner}/grants/carl/revoke"),
        ["GET /athletes/{athleteId}/plans"] = new(Kind.Plans, _ => $"/athletes/{Owner}/plans"),
        ["POST /athletes/{athleteId}/plans"] = new(Kind.Plans, _ => $"/athletes/{Owner}/plans"),
        ["GET /athletes/{athleteId}/plans/{planId}"] = new(Kind.Plans, _ => $"/athletes/{Owner}/plans/{Nowhere}"),
        ["POST /athletes/{athleteId}/plans/{planId}"] = new(Kind.Plans, _ => $"/athletes/{Owner}/plans/{Nowhere}"),
        ["POST /athletes/{athleteId}/plans/{planId}/delete"] = new(Kind.Plans, _ => $"/athletes/{Owner}/plans/{Nowhere}/delete"),
        ["GET /athletes/{athleteId}/export"] = new(Kind.Person, _ => $"/athletes/{Owner}/export"),
        ["POST /athletes/{athleteId}/erase"] = new(Kind.Person, _ => $"/athletes/{Owner}/erase"),
        ["GET /sessions/{sessionId}"] = new(Kind.Session, session => $"/sessions/{session}"),
        ["POST /sessions/{sessionId}/sets/{set}/annotate"] = new(Kind.SetsOfSession, session => $"/sessions/{session}/sets/1/annotate"),
        ["POST /sessions/{sessionId}/sets/{set}/correct"] = new(Kind.SetsOfSession, session => $"/sessions/{session}/sets/1/correct"),
        ["GET /sessions/{sessionId}/recording"] = new(Kind.Recording, session => $"/sessions/{session}/recording"),
        ["GET /sessions/{sessionId}/recording/download"] = new(Kind.Recording, session => $"/sessions/{session}/recording/download"),
        ["POST /sessions/{sessionId}/recording/delete"] = new(Kind.RecordingDeletion, session => $"/sessions/{session}/recording/delete"),
        ["GET /models"] = new(Kind.Model, _ => "/models"),
        ["GET /models/{exerciseId}"] = new(Kind.Model, _ => "/models/squat"),
        ["POST /models/{exerciseId}/activate"] = new(Kind.ModelChange, _ => "/models/squat/activate"),
        ["POST /models/{exerciseId}/roll-back"] = new(Kind.ModelChange, _ => "/models/squat/roll-back"),
        ["GET /groups"] = new(Kind.Gym, _ => "/groups"),
        ["POST /groups"] = new(Kind.Leading, _ => "/groups"),
        ["GET /groups/{groupId}/control"] = new(Kind.LedGroup, group => $"/groups/{group}/control"),
        ["GET /groups/{groupId}/control/stream"] = new(Kind.LedGroup, group => $"/groups/{group}/control/stream"),
        ["POST /groups/{groupId}/start"] = new(Kind.LedGroup, group => $"/groups/{group}/start"),
        ["POST /groups/{groupId}/pause"] = new(Kind.LedGroup, group => $"/groups/{group}/pause"),
        ["POST /groups/{groupId}/resume"] = new(Kind.LedGroup, group => $"/groups/{group}/resume"),
        ["POST /groups/{groupId}/skip"] = new(Kind.LedGroup, group => $"/groups/{group}/skip"),
        ["POST /groups/{groupId}/finish"] = new(Kind.LedGroup, group => $"/groups/{group}/finish"),
        ["POST /groups/{groupId}/mute"] = new(Kind.LedGroup, group => $"/groups/{group}/mute"),
        ["POST /groups/{groupId}/unmute"] = new(Kind.LedGroup, group => $"/groups/{group}/unmute"),
        ["POST /groups/{groupId}/remove"] = new(Kind.LedGroup, group => $"/groups/{group}/remove"),
        ["GET /groups/{groupId}/board"] = new(Kind.Group, group => $"/groups/{group}/board"),
        ["GET /groups/{groupId}/board/stream"] = new(Kind.Group, group => $"/groups/{group}/board/stream"),
        ["POST /groups/{groupId}/leave"] = new(Kind.Group, group => $"/groups/{group}/leave"),
        ["GET /groups/{groupId}/results"] = new(Kind.Group, group => $"/groups/{group}/results"),
        ["GET /groups/{groupId}/results.csv"] = new(Kind.Group, group => $"/groups/{group}/results.csv"),
        ["GET /groups/{groupId}/results.json"] = new(Kind.Group, group => $"/groups/{group}/results.json"),
        ["GET /join"] = new(Kind.Gym, _ => "/join"),
        // A code that no group has: whoever asks is told so, and nothing else.
        ["GET /join/{code}"] = new(Kind.Gym, _ => "/join/222222"),
        ["POST /join/{code}"] = new(Kind.Gym, _ => "/join/222222"),
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pages => new(s_rows.Keys);

    [Fact]
    public void Every_page_has_a_row_and_everything_on_the_port_is_a_page_or_known()
    {
        var endpoints = site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();

        Assert.Equal(s_rows.Keys.Order(), endpoints.Select(e => e.Metadata.GetMetadata<PagePolicy>()?.Name).OfType<string>().Order());
        Assert.All(
            endpoints.Where(e => e.Metadata.GetMetadata<PagePolicy>() is null).Select(e => e.RoutePattern.RawText!),
            pattern => Assert.True(
                pattern is "/healthz" or "/livez" or "/readyz" or "/metrics" || pattern.TrimStart('/').StartsWith("personalpt.", StringComparison.Ordinal)
                || pattern.TrimStart('/').StartsWith("grpc.", StringComparison.Ordinal) || pattern.StartsWith("{unimplemented", StringComparison.Ordinal),
                $"{pattern} is no page, no call and not known."));
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task An_athletes_things_are_open_to_him_and_to_those_who_run_the_gym_and_to_nobody_else(string page)
    {
        var row = s_rows[page];
        var session = await Thing(row);
        foreach (var role in s_roles)
        {
            var runsGym = role is "staff" or "administrator";
            foreach (var user in new[] { Owner, "somebody-else" })
            {
                var mine = runsGym || user == Owner;
                await Require(page, row.Address(session), Gym, role, user, row.Kind switch
                {
                    Kind.Athlete or Kind.Plans or Kind.Session or Kind.SetsOfSession or Kind.Bond or Kind.Group or Kind.Recording or Kind.RecordingDeletion => mine,
                    Kind.Own => user == Owner,
                    Kind.Person => user == Owner || role == "administrator",
                    Kind.ModelChange or Kind.Leading or Kind.LedGroup => runsGym,
                    Kind.Accounts or Kind.Administration => role == "administrator",
                    _ => true,
                });
                if (row.Kind is Kind.Model or Kind.ModelChange)
                    await Require(page, $"{row.Address(session)}?athlete={Owner}", Gym, role, user, mine);
            }
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task What_an_athlete_grants_is_open_to_that_coach_alone_and_only_until_it_is_revoked(string page)
    {
        var row = s_rows[page];
        var session = await Thing(row);
        var grants = site.Services.GetRequiredService<IGrantStore>();
        var needed = row.Kind switch
        {
            Kind.Athlete => GrantScopes.History,
            Kind.Plans => GrantScopes.Plans,
            Kind.Session => GrantScopes.Live,
            Kind.SetsOfSession => GrantScopes.Sets,
            Kind.Recording => GrantScopes.Recordings,
            Kind.Model or Kind.ModelChange => GrantScopes.Models,
            _ => GrantScopes.None,
        };
        var isOpenToAll = row.Kind is Kind.Open or Kind.Gym;
        var address = needed == GrantScopes.Models ? $"{row.Address(session)}?athlete={Owner}" : row.Address(session);
        foreach (var granted in new[] { GrantScopes.Live, GrantScopes.History, GrantScopes.Models, GrantScopes.Sets, GrantScopes.Plans, GrantScopes.Recordings })
        {
            var coach = $"coach-{Guid.NewGuid():N}";
            await grants.Put(Gym, new AccessGrant(Owner, coach, granted, 0, null), 1000, Stop);

            var isOpen = isOpenToAll || needed == granted;
            await Require(page, address, Gym, "coach", coach, isOpen);
            // To be called a coach is what counts, and to be this one.
            await Require(page, address, Gym, "athlete", coach, isOpenToAll);
            await Require(page, address, Gym, "coach", $"{coach}-2", isOpenToAll);

            await grants.Remove(Gym, Owner, coach, Stop);
            await Require(page, address, Gym, "coach", coach, isOpenToAll);
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task Another_gyms_session_does_not_exist_whoever_asks(string page)
    {
        var row = s_rows[page];
        var session = await Thing(row);
        foreach (var role in s_roles)
        {
            using var client = await site.Open("other-gym", role, Owner);
            using var answer = await Ask(client, page, row.Address(session));
            if (row.Kind is Kind.LedGroup && role is "athlete" or "coach")
                continue;
            if (row.Kind is Kind.Session or Kind.SetsOfSession or Kind.Recording or Kind.RecordingDeletion or Kind.Group or Kind.LedGroup)
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            else
                Assert.DoesNotContain(session, page.EndsWith("/stream", StringComparison.Ordinal) ? "" : await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task Who_has_not_signed_in_is_sent_to_the_sign_in_page(string page)
    {
        var row = s_rows[page];
        using var client = site.Open();

        using var answer = await Ask(client, page, row.Address(Guid.NewGuid().ToString()));

        if (row.Kind == Kind.Open)
            Assert.NotEqual("/sign-in", answer.Headers.Location?.OriginalString.Split('?')[0]);
        else if (page.EndsWith("/stream", StringComparison.Ordinal))
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        else
            Assert.Equal((HttpStatusCode.Redirect, "/sign-in"), (answer.StatusCode, new Uri(site.Web, answer.Headers.Location!).AbsolutePath));
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task A_form_without_its_token_is_refused(string page)
    {
        if (!page.StartsWith("POST ", StringComparison.Ordinal))
            return;
        using var client = await site.Open(Gym, "administrator", Owner);
        using var form = new FormUrlEncodedContent([new("gym", "gym"), new("role", "staff"), new("user", "eve"), new("version", "1"), new("language", "de")]);

        using var answer = await client.PostAsync(new Uri(s_rows[page].Address(await Thing(s_rows[page])), UriKind.Relative), form, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_loads_nothing_from_elsewhere_and_runs_no_script_of_its_own(string page)
    {
        using var client = await site.Open(Gym, "staff", "staff");
        using var answer = await Ask(client, page, s_rows[page].Address(await Thing(s_rows[page])));

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        if (answer.Content.Headers.ContentType?.MediaType == "text/html")
        {
            var html = await answer.Content.ReadAsStringAsync(Stop);
            Assert.DoesNotContain("//", html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_coach_gives_back_what_he_was_granted_and_nobody_elses()
    {
        var grants = site.Services.GetRequiredService<IGrantStore>();
        foreach (var coach in new[] { "cora", "conny" })
            await grants.Put(Gym, new AccessGrant(Owner, coach, GrantScopes.Live, 0, null), 1000, Stop);

        await Require("POST revoke", $"/athletes/{Owner}/grants/cora/revoke", Gym, "coach", "conny", isOpen: false);
        await Require("POST revoke", $"/athletes/{Owner}/grants/cora/revoke", Gym, "coach", "cora", isOpen: true);

        Assert.Null(await grants.Find(Gym, Owner, "cora", Stop));
        Assert.NotNull(await grants.Find(Gym, Owner, "conny", Stop));
    }

    [Theory]
    [InlineData("POST", "/athletes/anna/grants", AuditAction.Grant)]
    [InlineData("POST", "/athletes/anna/grants/carl/revoke", AuditAction.Revoke)]
    [InlineData("GET", "/athletes/anna/export", AuditAction.Export)]
    [InlineData("POST", "/athletes/anna/erase", AuditAction.Erase)]
    [InlineData("POST", "/athletes/anna/plans/99999999-8888-7777-6666-555555555555/delete", AuditAction.Delete)]
    [InlineData("POST", "/webhooks", AuditAction.Webhook, null)]
    [InlineData("POST", "/webhooks/99999999-8888-7777-6666-555555555555/change", AuditAction.Webhook, null)]
    [InlineData("POST", "/webhooks/99999999-8888-7777-6666-555555555555/rotate", AuditAction.Webhook, null)]
    [InlineData("POST", "/webhooks/99999999-8888-7777-6666-555555555555/delete", AuditAction.Webhook, null)]
    public async Task What_was_refused_and_has_to_be_accounted_for_is_in_the_audit_log(string method, string address, AuditAction action, string? about = Owner)
    {
        var intruder = $"eve-{Guid.NewGuid():N}";
        await Require($"{method} ", address, Gym, "coach", intruder, isOpen: false);

        var entry = Assert.Single(
            await site.Services.GetRequiredService<IAuditLog>().List(Gym, intruder, null, 10, Stop), entry => entry.Action == action);

        Assert.Equal((AuditOutcome.Refused, about), (entry.Outcome, entry.AthleteId));
    }

    [Fact]
    public async Task The_cookie_of_the_pages_opens_no_call()
    {
        using var client = await site.Open(Gym, "staff", "staff");
        using var body = new ByteArrayContent([0, 0, 0, 0, 0]);
        body.Headers.ContentType = new("application/grpc");

        using var answer = await client.PostAsync(new Uri("/personalpt.v1.SessionService/ListLiveSessions", UriKind.Relative), body, Stop);

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_foreign_name_for_this_machine_is_turned_away()
    {
        using var client = site.Open();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Host = "evil.example";

        using var answer = await client.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("Gym", "staff", "eve"), InlineData("gym", "king", "eve"), InlineData("gym", "staff", "a/b"), InlineData("", "", ""), InlineData("gym", "9", "eve")]
    public async Task Nobody_signs_in_as_what_cannot_be(string gym, string role, string user)
    {
        using var client = site.Open();

        using var answer = await RunningSite.Post(client, "/sign-in", ("gym", gym), ("role", role), ("user", user));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Theory]
    [InlineData("//evil.example"), InlineData("https://evil.example"), InlineData("/\\evil.example"), InlineData("javascript:alert(1)"), InlineData("")]
    public async Task Nobody_is_sent_to_another_site(string to)
    {
        using var client = site.Open();

        using var answer = await RunningSite.Post(client, "/sign-in", ("gym", "gym"), ("role", "staff"), ("user", "eve"), ("to", to));

        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    private Task<string> Thing(Row row) => row.Kind is Kind.Group or Kind.LedGroup ? site.GroupOf(Owner) : site.SessionOf(Owner);

    // A row is right where the permission is: whatever else the page answers, the visitor got through.
    private async Task Require(string page, string address, string gym, string role, string user, bool isOpen)
    {
        using var client = await site.Open(gym, role, user);
        using var answer = await Ask(client, page, address);

        Assert.True(
            isOpen == (answer.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)),
            $"{page} ({address}) by {role} {user} of {gym}: got {answer.StatusCode}, expected {(isOpen ? "to get through" : "a refusal")}");
    }

    private static async Task<HttpResponseMessage> Ask(HttpClient client, string page, string address)
    {
        if (page.StartsWith("POST ", StringComparison.Ordinal))
            return await RunningSite.Post(client, address, ("version", "99"), ("gym", "gym"), ("role", "athlete"), ("user", "anna"), ("language", "en"));

        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (page.EndsWith("/stream", StringComparison.Ordinal))
            request.Headers.Accept.Add(new("text/event-stream"));
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    private enum Kind
    {
        Accounts,
        Administration,
        Open,
        Gym,
        Athlete,
        Plans,
        Own,
        Bond,
        Person,
        Session,
        SetsOfSession,
        Recording,
        RecordingDeletion,
        Model,
        ModelChange,
        Leading,
        Group,
        LedGroup,
    }

    private sealed record Row(Kind Kind, Func<string, string> Address);
}
