using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PersonalPT.Web.Access;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Boards;

/// <summary>The board's page, and the events that keep it up to date.</summary>
internal sealed class BoardPages(GymBoards boards, PageGrants grants, IHostApplicationLifetime lifetime, IServiceProvider services, ILoggerFactory logging, TimeProvider time)
{
    // The page waits so long for a first look; then the events bring it.
    private static readonly TimeSpan s_firstLook = TimeSpan.FromSeconds(1);

    // Then the page connects anew, and its cookie is looked at again.
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);

    public async Task<IResult> Page(HttpContext http)
    {
        var visit = Visit.Of(http);
        using var look = boards.Begin(visit.Visitor!.GymId);
        if (look is null)
            return TooMany(visit, http);

        var moment = look.Board.Now;
        if (!moment.IsRead)
            await Task.WhenAny(moment.Past, Task.Delay(s_firstLook, time, http.RequestAborted));
        var view = await new BoardAudience(visit.Visitor, grants, time).Cut(look.Board.Now.View, http.RequestAborted);
        return new RazorComponentResult<BoardPage>(new { Visit = visit, View = view });
    }

    public IResult Stream(HttpContext http)
    {
        var visit = Visit.Of(http);
        if (HttpMethods.IsHead(http.Request.Method))
            return Results.Ok();
        if (boards.Begin(visit.Visitor!.GymId) is not { } look)
            return TooMany(visit, http);

        // A proxy that collects what it passes on would show the board late.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Response.RegisterForDispose(look);
        var stream = new BoardStream(look.Board, new BoardAudience(visit.Visitor, grants, time), new BoardRendering(services, logging, visit.Words), time);
        return TypedResults.ServerSentEvents(Events(stream, http.RequestAborted));
    }

    private async IAsyncEnumerable<SseItem<string>> Events(BoardStream stream, [EnumeratorCancellation] CancellationToken gone)
    {
        // A server that stops does not wait for its boards: they come again by themselves.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(gone, lifetime.ApplicationStopping);
        ended.CancelAfter(s_lease);
        yield return new SseItem<string>(Build.Id, "build");
        await foreach (var item in stream.Events(ended.Token))
            yield return item;
    }

    private static IResult TooMany(Visit visit, HttpContext http)
    {
        http.Response.Headers.RetryAfter = "10";
        return Notices.Of(visit, StatusCodes.Status503ServiceUnavailable);
    }
}
