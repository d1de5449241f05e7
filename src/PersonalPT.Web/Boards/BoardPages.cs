using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PersonalPT.Contracts.Access;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Boards;

/// <summary>The board's page, and the events that keep it up to date.</summary>
internal sealed class BoardPages(GymBoards boards, GrantedAccess grants, BoardConnection connection, Fragments fragments, TimeProvider time)
{
    // The page waits so long for a first look; then the events bring it.
    private static readonly TimeSpan s_firstLook = TimeSpan.FromSeconds(1);

    public async Task<IResult> Page(HttpContext http)
    {
        var visit = Visit.Of(http);
        using var look = boards.Begin(visit.Visitor!.GymId);
        if (look is null)
            return BoardConnection.TooMany(http);

        var moment = look.Board.Now;
        if (!moment.IsRead)
            await Task.WhenAny(moment.Past, Task.Delay(s_firstLook, time, http.RequestAborted));
        var view = await new BoardAudience(visit.Visitor, grants, time).Cut(look.Board.Now.View, http.RequestAborted);
        return new RazorComponentResult<BoardPage>(new { Visit = visit, View = view });
    }

    public IResult Stream(HttpContext http)
    {
        if (HttpMethods.IsHead(http.Request.Method))
            return Results.Ok();

        var visit = Visit.Of(http);
        var look = boards.Begin(visit.Visitor!.GymId);
        return connection.Open(http, look, gone => new BoardStream(
            look!.Board, new BoardAudience(visit.Visitor, grants, time), new BoardRendering(fragments, visit.Words), time).Events(gone));
    }
}
