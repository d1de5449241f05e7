using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Access;
using PersonalPT.Web.Coaching;
using PersonalPT.Web.Pages;
using PersonalPT.Web.Trends;

namespace PersonalPT.Web.Athletes;

/// <summary>What an athlete has done, who may look at it, and the ways to take it all away.</summary>
internal sealed partial class AthletePages(
    IGrainFactory grains, IHistory history, IPlanStore plans, GrantedAccess access, AthleteGrants grants, IAthleteArchive archive, AthleteErasures erasures, IAuditLog audit, TimeProvider time,
    ILogger<AthletePages> logger)
{
    private const int PageSize = 30;

    // More than a hundred a week over twelve weeks: who does more sees the newest.
    private const int MostSets = 2000;

    public Task<IResult> Show(HttpContext http, string athleteId, string? before, string? by, string? done) =>
        Page(http, athleteId, Position(before), string.Equals(by, "days", StringComparison.Ordinal) ? TrendSpan.Days : TrendSpan.Weeks, done);

    public async Task<IResult> Grant(HttpContext http, string athleteId)
    {
        var visit = Visit.Of(http);
        var athlete = visit.Visitor!;
        var typed = GrantForm.Read(await http.Request.ReadFormAsync(http.RequestAborted));
        if (!typed.TryReadUntil(visit.Zone, out var until))
            return await Page(http, athleteId, typed: typed with { Wrong = "Grants.WrongUntil" });

        var (outcome, grant) = await grants.Give(athlete, typed.Coach, typed.Scopes, until, http.RequestAborted);
        if (grant is null)
        {
            return await Page(http, athleteId, typed: typed with
            {
                Wrong = outcome switch
                {
                    GrantOutcome.NoCoach => "Grants.WrongCoach",
                    GrantOutcome.OneSelf => "Grants.WrongSelf",
                    GrantOutcome.Nothing => "Grants.WrongScopes",
                    GrantOutcome.Over => "Grants.WrongUntil",
                    GrantOutcome.TooMany => "Grants.WrongTooMany",
                    _ => throw new InvalidOperationException($"No word for {outcome}."),
                },
            });
        }

        await audit.Write(
            athlete.GymId, PageAudit.Entry(http, athlete, AuditAction.Grant, AuditOutcome.Done, athleteId, time, grant.CoachId), CancellationToken.None);
        return Results.LocalRedirect($"{Address(athleteId)}?done=granted#access");
    }

    public async Task<IResult> Revoke(HttpContext http, string athleteId, string coachId)
    {
        var visitor = Visit.Of(http).Visitor!;
        await grants.Revoke(visitor.GymId, athleteId, coachId, http.RequestAborted);
        await audit.Write(
            visitor.GymId, PageAudit.Entry(http, visitor, AuditAction.Revoke, AuditOutcome.Done, athleteId, time, coachId), CancellationToken.None);
        // A coach who gives back what he was granted has nothing to look at here any more.
        return Results.LocalRedirect(visitor.Sees(athleteId) ? $"{Address(athleteId)}?done=revoked#access" : $"/coach?done={CoachPages.GivenBack}");
    }

    public async Task<IResult> Export(HttpContext http, string athleteId)
    {
        if (HttpMethods.IsHead(http.Request.Method))
            return Results.Ok();

        var visitor = Visit.Of(http).Visitor!;
        if (athleteId != visitor.UserId && !await archive.Knows(new AthleteKey(visitor.GymId, athleteId), http.RequestAborted))
            return Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound);

        // Written first: nothing goes out that is not written down.
        await audit.Write(visitor.GymId, PageAudit.Entry(http, visitor, AuditAction.Export, AuditOutcome.Done, athleteId, time), CancellationToken.None);
        var name = string.Concat(athleteId.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
        return Results.Stream(
            async body =>
            {
                var gone = http.RequestAborted;
                var files = archive.Read(new AthleteKey(visitor.GymId, athleteId), gone);
                await foreach (var piece in ArchiveZip.Pieces(athleteId, time.GetUtcNow(), files, gone))
                    await body.WriteAsync(piece, gone);
            },
            "application/zip",
            $"personalpt-{name}.zip");
    }

    public async Task<IResult> Erase(HttpContext http, string athleteId)
    {
        var visitor = Visit.Of(http).Visitor!;
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["confirm"].ToString().Trim() != athleteId)
            return await Page(http, athleteId, isNotConfirmed: true);

        var athlete = new AthleteKey(visitor.GymId, athleteId);
        if (await erasures.Begin(visitor, athlete, PageAudit.MeansOf(http)) is null)
            return Notices.Of(Visit.Of(http), StatusCodes.Status409Conflict, "Members.Refused");

        var came = "erased";
        try
        {
            await erasures.GoOn(athlete);
        }
        catch (Exception e)
        {
            // The sweep goes on with it.
            came = "erasing";
            LogNotFinished(e, visitor.GymId);
        }

        if (athleteId != visitor.UserId)
            return Results.LocalRedirect($"/?done={came}");

        await http.SignOutAsync(PageSignIn.SchemeName);
        return Results.LocalRedirect($"{PageSignIn.Path}?done={came}");
    }

    private static string Address(string athleteId) => $"/athletes/{Uri.EscapeDataString(athleteId)}";

    private async Task<IResult> Page(
        HttpContext http, string athleteId, HistoryPosition? from = null, TrendSpan span = TrendSpan.Weeks, string? done = null, GrantForm? typed = null,
        bool isNotConfirmed = false)
    {
        var visit = Visit.Of(http);
        var visitor = visit.Visitor!;
        var now = time.GetUtcNow();
        // One more than is shown tells whether there are older ones.
        var sessions = await history.Sessions(visitor.GymId, athleteId, from, PageSize + 1, http.RequestAborted);
        var last = sessions.Count > PageSize ? sessions[PageSize - 1] : null;
        var sets = from is null && sessions.Count > 0
            ? await history.Sets(visitor.GymId, athleteId, ExerciseTrend.BeginMicros(span, now, visit.Zone), MostSets, http.RequestAborted)
            : [];
        return new RazorComponentResult<AthletePage>(new
        {
            Visit = visit,
            AthleteId = athleteId,
            Sessions = (IReadOnlyList<SessionHistory>)[.. sessions.Take(PageSize)],
            ExerciseNames = (IReadOnlyDictionary<string, string>)(await grains.GetGrain<ICatalogGrain>(visitor.GymId).Exercises()).ToDictionary(e => e.ExerciseId, e => e.DisplayName),
            Trends = ExerciseTrend.Of(sets, span, now, visit.Zone),
            Span = span,
            IsCut = sets.Count == MostSets,
            Older = last is null ? null : string.Create(CultureInfo.InvariantCulture, $"{last.StartedMicros}.{last.Session.SessionId}"),
            IsOlder = from is not null,
            Grants = visitor.Sees(athleteId) ? await grants.Of(visitor.GymId, athleteId, http.RequestAborted) : null,
            Plans = await access.Opens(visitor, athleteId, GrantScopes.Plans, http.RequestAborted) ? await plans.List(visitor.GymId, athleteId, http.RequestAborted) : null,
            Typed = typed,
            Now = now,
            IsNotConfirmed = isNotConfirmed,
            Done = done switch { "granted" => "Grants.Granted", "revoked" => "Grants.Revoked", _ => null },
        })
        { StatusCode = typed is null && !isNotConfirmed ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity };
    }

    private static HistoryPosition? Position(string? text) =>
        text?.Split('.') is [var started, var session] && Identifiers.IsUuid(session)
        && long.TryParse(started, NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
            ? new HistoryPosition(micros, session)
            : null;

    [LoggerMessage(LogLevel.Error, "An erasure in gym {Gym} was begun and could not be finished at once; it goes on by itself.")]
    private partial void LogNotFinished(Exception exception, string gym);
}
