using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Access;

/// <summary>Holds every request for a page against the page's policy, and every form against its antiforgery token, before the page sees it.</summary>
internal sealed class PageGate(IJournal journal, GrantedAccess grants, IAntiforgery antiforgery) : IEndpointFilter
{
    // Nothing is loaded from elsewhere, no script or style stands in a page, nobody frames one.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

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
        var refusal = await Check(policy, http);
        if (refusal == 0 && HttpMethods.IsPost(http.Request.Method) && !await antiforgery.IsRequestValidAsync(http))
            refusal = StatusCodes.Status400BadRequest;
        return refusal == 0 ? await next(context) : Notices.Of(Visit.Of(http), refusal);
    }

    private async ValueTask<int> Check(PagePolicy policy, HttpContext http)
    {
        var reach = policy.Reach(http);
        if (reach is PageReach.Open)
            return 0;

        // The cookie is ours, so it always names somebody; but what a cookie says is never believed without looking.
        if (Member.Find(http.User) is not { } visitor)
            return StatusCodes.Status403Forbidden;
        switch (reach)
        {
            case PageReach.Gym:
                return 0;
            case PageReach.Catalog:
                return visitor.KeepsCatalog ? 0 : StatusCodes.Status403Forbidden;
            case PageReach.Athlete athlete:
                if (!Identifiers.IsPerson(athlete.AthleteId))
                    return StatusCodes.Status404NotFound;
                return await Opens(athlete.AthleteId, athlete.Scope);
            case PageReach.Session session:
                return await OpensSession(session.SessionId, found => found.EndedMicros is null ? GrantScopes.Live : GrantScopes.History);
            case PageReach.SetsOfSession session:
                return await OpensSession(session.SessionId, _ => GrantScopes.Sets);
            case PageReach.Recording recording:
                return await OpensSession(recording.SessionId, _ => recording.IsDeleted ? GrantScopes.None : GrantScopes.Recordings);
            default:
                throw new InvalidOperationException($"No rule for {reach}.");
        }

        async ValueTask<int> OpensSession(string sessionId, Func<StoredSession, GrantScopes> needed) =>
            Identifiers.IsUuid(sessionId) && await journal.Find(new SessionKey(visitor.GymId, sessionId), http.RequestAborted) is { } found
                ? await Opens(found.AthleteId, needed(found))
                : StatusCodes.Status404NotFound;

        async ValueTask<int> Opens(string athleteId, GrantScopes scope) =>
            await grants.Opens(visitor, athleteId, scope, http.RequestAborted) ? 0 : StatusCodes.Status403Forbidden;
    }
}
