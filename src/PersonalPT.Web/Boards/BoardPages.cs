using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PersonalPT.Contracts.Access;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Boards;

/// <summary>The board's page, and the events that keep it up to date.</summary>
internal sealed class BoardPages(GymBoards boards, GrantedAccess grants, LiveEvents events, LiveRendering rendering, LivePace pace, TimeProvider time)
{
    // Where a card leads.
    private const string Sessions = "/sessions/";

    public async Task<IResult> Page(HttpContext http)
    {
        var visit = Visit.Of(http);
        using var look = boards.Begin(visit.Visitor!.GymId);
        if (look is null)
            return TooMany(visit, http);

        var view = await new BoardAudience(visit.Visitor, grants, time).Cut(await look.Board.FirstView(http.RequestAborted), http.RequestAborted);
        return new RazorComponentResult<BoardPage>(new { Visit = visit, View = view, Sessions });
    }

    public IResult Stream(HttpContext http)
    {
        var visit = Visit.Of(http);
        if (HttpMethods.IsHead(http.Request.Method))
            return Results.Ok();
        if (boards.Begin(visit.Visitor!.GymId) is not { } look)
            return TooMany(visit, http);

        var stream = new BoardStream(
            look.Board, new BoardAudience(visit.Visitor, grants, time), new BoardRendering(rendering, visit.Words, Sessions), pace);
        return events.Answer(http, look, stream.Events);
    }

    /// <summary>As many look as may.</summary>
    public static IResult TooMany(Visit visit, HttpContext http)
    {
        http.Response.Headers.RetryAfter = "10";
        return Notices.Of(visit, StatusCodes.Status503ServiceUnavailable);
    }
}
