using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PersonalPT.Contracts.Access;
using PersonalPT.Web.Live;
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
            return LiveEvents.TooMany(http);

        var view = await new BoardAudience(visit.Visitor, grants, time).Cut(await look.Board.FirstView(http.RequestAborted), http.RequestAborted);
        return new RazorComponentResult<BoardPage>(new { Visit = visit, View = view, Sessions });
    }

    public IResult Stream(HttpContext http)
    {
        if (HttpMethods.IsHead(http.Request.Method))
            return Results.Ok();

        var visit = Visit.Of(http);
        var look = boards.Begin(visit.Visitor!.GymId);
        return events.Answer(http, look, gone => new BoardStream(
            look!.Board, new BoardAudience(visit.Visitor, grants, time), new BoardRendering(rendering, visit.Words, Sessions), pace).Events(gone));
    }
}
