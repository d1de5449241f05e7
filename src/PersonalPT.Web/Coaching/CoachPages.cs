using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Boards;
using PersonalPT.Web.Live;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Coaching;

/// <summary>The coach's console: who trains now and may be looked at, one of them in depth, and what is said to him.</summary>
internal sealed class CoachPages(
    GymBoards boards, GrantedAccess grants, IGrainFactory grains, IJournal journal, LiveEvents events, LiveRendering rendering, LivePace pace, TimeProvider time)
{
    /// <summary>Where a card leads: the address before the session's id.</summary>
    public const string Sessions = "/coach/sessions/";

    /// <summary>What the console's address says behind it when a grant was given back.</summary>
    public const string GivenBack = "given-back";

    private const string PlainText = "text/plain";

    public async Task<IResult> Console(HttpContext http, string? done)
    {
        var visit = Visit.Of(http);
        using var look = boards.Begin(visit.Visitor!.GymId);
        if (look is null)
            return LiveEvents.TooMany(http);

        var audience = Audience(visit.Visitor);
        var view = await audience.Cut(await look.Board.FirstView(http.RequestAborted), http.RequestAborted);
        return new RazorComponentResult<CoachPage>(
            new { Visit = visit, View = view, Athletes = GrantedAccess.AppliesTo(visit.Visitor) ? Athletes(audience, view) : null, IsGivenBack = done == GivenBack });
    }

    public IResult ConsoleStream(HttpContext http)
    {
        var visit = Visit.Of(http);
        if (HttpMethods.IsHead(http.Request.Method))
            return Results.Ok();
        if (boards.Begin(visit.Visitor!.GymId) is not { } look)
            return LiveEvents.TooMany(http);

        var audience = Audience(visit.Visitor);
        IReadOnlyList<CoachedAthlete>? shown = null;
        var stream = new BoardStream(
            look.Board, audience, new BoardRendering(rendering, visit.Words, Sessions), pace, GrantedAccess.AppliesTo(visit.Visitor) ? Beside : null);
        return events.Answer(http, look, stream.Events);

        async ValueTask<string?> Beside(BoardView view)
        {
            var now = Athletes(audience, view);
            if (shown?.SequenceEqual(now) == true)
                return null;
            shown = now;
            return await rendering.Html<CoachedAthletes>(new() { [nameof(CoachedAthletes.Visit)] = visit, [nameof(CoachedAthletes.Athletes)] = now });
        }
    }

    public Task<IResult> Session(HttpContext http, string sessionId) => WatchPage(http, sessionId, wrong: null, typed: "");

    public async Task<IResult> SessionStream(HttpContext http, string sessionId)
    {
        var visit = Visit.Of(http);
        if (HttpMethods.IsHead(http.Request.Method))
            return Results.Ok();
        var gym = visit.Visitor!.GymId;
        if (await journal.Find(new SessionKey(gym, sessionId), http.RequestAborted) is not { } session)
            return Notices.Of(visit, StatusCodes.Status404NotFound);

        var exercises = await NamesOfExercises(gym);
        if (boards.Begin(gym) is not { } look)
            return LiveEvents.TooMany(http);
        var stream = new SessionStream(
            look.Board, new BoardAudience(visit.Visitor, grants, time), session, journal, new SessionRendering(rendering, visit, exercises), pace);
        return events.Answer(http, look, stream.Events);
    }

    public async Task<IResult> SendCue(HttpContext http, string sessionId)
    {
        var visit = Visit.Of(http);
        var typed = CueForm.Read(await http.Request.ReadFormAsync(http.RequestAborted));
        var (cue, wrong) = typed.Cue(visit.Visitor!.UserId);
        var status = StatusCodes.Status422UnprocessableEntity;
        if (cue is not null)
        {
            var outcome = (await grains.GetGrain<ISessionGrain>(new SessionKey(visit.Visitor.GymId, sessionId).ToString()).SendCue(cue)).Outcome;
            (wrong, status) = outcome switch
            {
                CueOutcome.Written => (null, StatusCodes.Status200OK),
                CueOutcome.NoSuchSession => ("Notice.404", StatusCodes.Status404NotFound),
                CueOutcome.Ended => ("Cue.WrongEnded", StatusCodes.Status409Conflict),
                CueOutcome.Resume => ("Cue.WrongAway", StatusCodes.Status503ServiceUnavailable),
                CueOutcome.TooMany => ("Cue.WrongTooMany", StatusCodes.Status409Conflict),
                _ => ("Cue.WrongForm", StatusCodes.Status409Conflict),
            };
        }

        // The page's own script asks for a word; without it the browser wants a page.
        if (http.Request.Headers.Accept.ToString().Contains(PlainText, StringComparison.OrdinalIgnoreCase))
            return Results.Text(wrong is null ? Guid.NewGuid().ToString() : visit.Words[wrong], PlainText, statusCode: status);
        return wrong is null ? Results.LocalRedirect($"{Sessions}{sessionId}") : await WatchPage(http, sessionId, wrong, typed.Text);
    }

    private static IReadOnlyList<CoachedAthlete> Athletes(BoardAudience audience, BoardView view)
    {
        var live = view.Rows.Where(row => row.Card.Signal != BoardSignal.Ended).ToLookup(row => row.Card.AthleteId, row => row.Card.SessionId);
        return [.. audience.Granted.Select(grant => new CoachedAthlete(grant, [.. live[grant.AthleteId]]))];
    }

    private BoardAudience Audience(Member visitor) => new(visitor, grants, time, othersOnly: true);

    private async Task<IResult> WatchPage(HttpContext http, string sessionId, string? wrong, string typed)
    {
        var visit = Visit.Of(http);
        var gym = visit.Visitor!.GymId;
        if (await journal.Find(new SessionKey(gym, sessionId), http.RequestAborted) is not { } session)
            return Notices.Of(visit, StatusCodes.Status404NotFound);
        // What is over is history.
        if (session.EndedMicros is not null)
            return Results.LocalRedirect($"/sessions/{sessionId}");

        using var look = boards.Begin(gym);
        if (look is null)
            return LiveEvents.TooMany(http);
        var view = await look.Board.FirstView(http.RequestAborted);
        var row = view.Rows.FirstOrDefault(row => row.Card.SessionId == sessionId) ?? SessionRendering.Unheard(session, shown: null);
        var log = new SessionLog();
        await log.Read(journal, session.Session, http.RequestAborted);
        return new RazorComponentResult<WatchPage>(
            new { Visit = visit, row.Card, log.Sets, log.Cues, Exercises = await NamesOfExercises(gym), Wrong = wrong, Typed = typed })
        { StatusCode = wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity };
    }

    private async Task<IReadOnlyDictionary<string, string>> NamesOfExercises(string gym) =>
        (await grains.GetGrain<ICatalogGrain>(gym).Exercises()).ToDictionary(e => e.ExerciseId, e => e.DisplayName);
}
