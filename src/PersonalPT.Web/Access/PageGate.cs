using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Access;

/// <summary>Holds every request for a page against the page's policy, and every form against its antiforgery token, before the page sees it.</summary>
internal sealed partial class PageGate(
    IGrainFactory grains,
    IJournal journal,
    GrantedAccess grants,
    IAntiforgery antiforgery,
    IAuditLog audit,
    TimeProvider time,
    ILogger<PageGate> logger) : IEndpointFilter
{
    // Nothing is loaded from elsewhere, no script or style stands in a page, nobody frames one. Bootstrap's style sheet holds its ticks and arrows itself (data:).
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "same-origin";

        var policy = http.GetEndpoint()!.Metadata.GetRequiredMetadata<PagePolicy>();
        // A page that is open to everybody still knows who has signed in, and its forms hold for him only.
        if (!policy.NeedsSignIn)
            http.User = (await http.AuthenticateAsync(PageSignIn.SchemeName)).Principal ?? new();
        var (refusal, athleteId) = await Check(policy, http);
        http.Features.Set(new Reached(athleteId));
        if (refusal == StatusCodes.Status403Forbidden && policy.Audit is { } action)
            await WriteRefused(http, action, athleteId);
        if (refusal == 0 && policy.LongestForm is { } longest && (http.Request.ContentLength ?? long.MaxValue) > longest)
            refusal = StatusCodes.Status413PayloadTooLarge;
        if (refusal == 0 && HttpMethods.IsPost(http.Request.Method) && !await antiforgery.IsRequestValidAsync(http))
            refusal = StatusCodes.Status400BadRequest;
        return refusal == 0 ? await next(context) : Notices.Of(Visit.Of(http), refusal);
    }

    /// <summary>Whose things a page that was let in has reached; null: nobody's in particular.</summary>
    public static string? AthleteOf(HttpContext http) => http.Features.Get<Reached>()?.AthleteId;

    private async ValueTask<(int Status, string? AthleteId)> Check(PagePolicy policy, HttpContext http)
    {
        var reach = policy.Reach(http);
        if (reach is PageReach.Open)
            return (0, null);

        // The cookie is ours, so it always names somebody; but what a cookie says is never believed without looking.
        if (Member.Find(http.User) is not { } visitor)
            return (StatusCodes.Status403Forbidden, null);
        return reach switch
        {
            PageReach.Gym => (0, null),
            PageReach.Catalog => (Status(visitor.KeepsCatalog), null),
            PageReach.Accounts => (Status(visitor.KeepsAccounts), null),
            PageReach.Administration => (Status(visitor.Administers), null),
            PageReach.Athlete athlete => await OfPerson(athlete.AthleteId, id => Opens(id, athlete.Scope)),
            PageReach.Own own => await OfPerson(own.PersonId, id => new(Status(id == visitor.UserId))),
            PageReach.Person person => await OfPerson(person.PersonId, id => new(Status(visitor.DisposesOf(id)))),
            PageReach.Bond bond => Identifiers.IsPerson(bond.CoachId)
                ? await OfPerson(bond.AthleteId, id => new(Status(visitor.Sees(id) || bond.CoachId == visitor.UserId)))
                : (StatusCodes.Status404NotFound, null),
            PageReach.Session session => await OfSession(session.SessionId, found => found.EndedMicros is null ? GrantScopes.Live : GrantScopes.History),
            PageReach.SetsOfSession session => await OfSession(session.SessionId, _ => GrantScopes.Sets),
            PageReach.Recording recording => await OfSession(recording.SessionId, _ => recording.IsDeleted ? GrantScopes.None : GrantScopes.Recordings),
            PageReach.Leading => (Status(visitor.LeadsGroups), null),
            PageReach.LedGroup led => (visitor.LeadsGroups ? await OpensGroup(led.GroupId) : StatusCodes.Status403Forbidden, null),
            PageReach.Group group => (await OpensGroup(group.GroupId), null),
            _ => throw new InvalidOperationException($"No rule for {reach}."),
        };

        async ValueTask<(int, string?)> OfPerson(string personId, Func<string, ValueTask<int>> opens) =>
            Identifiers.IsPerson(personId) ? (await opens(personId), personId) : (StatusCodes.Status404NotFound, null);

        async ValueTask<(int, string?)> OfSession(string sessionId, Func<StoredSession, GrantScopes> needed) =>
            Identifiers.IsUuid(sessionId) && await journal.Find(new SessionKey(visitor.GymId, sessionId), http.RequestAborted) is { } found
                ? (await Opens(found.AthleteId, needed(found)), found.AthleteId)
                : (StatusCodes.Status404NotFound, null);

        async ValueTask<int> OpensGroup(string groupId) =>
            Identifiers.IsUuid(groupId) && await grains.OpensGroup(visitor, groupId) is { } opens ? Status(opens) : StatusCodes.Status404NotFound;

        async ValueTask<int> Opens(string athleteId, GrantScopes scope) => Status(await grants.Opens(visitor, athleteId, scope, http.RequestAborted));

        static int Status(bool isOpen) => isOpen ? 0 : StatusCodes.Status403Forbidden;
    }

    // Whoever is refused is told so, whether it could be written or not.
    private async ValueTask WriteRefused(HttpContext http, AuditAction action, string? athleteId)
    {
        if (Member.Find(http.User) is not { } visitor)
            return;
        try
        {
            var coach = (string?)http.Request.RouteValues["coachId"];
            await audit.Write(
                visitor.GymId,
                PageAudit.Entry(http, visitor, action, AuditOutcome.Refused, athleteId, time, Identifiers.IsPerson(coach) ? coach : null),
                CancellationToken.None);
        }
        catch (JournalException e)
        {
            LogNotWritten(e, PageAudit.MeansOf(http));
        }
    }

    [LoggerMessage(LogLevel.Error, "That {Page} was refused could not be written to the audit log.")]
    private partial void LogNotWritten(Exception exception, string page);

    private sealed record Reached(string? AthleteId);
}
