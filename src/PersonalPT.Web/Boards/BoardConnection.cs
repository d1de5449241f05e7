using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Boards;

/// <summary>What is the same for the events of every board: the page first hears of the build, and connects anew when its lease is over or the server stops.</summary>
internal sealed class BoardConnection(IHostApplicationLifetime lifetime)
{
    // Then the page connects anew, and its cookie is looked at again.
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);

    /// <summary>The answer to a page that wants events, or that asks whether it would get them.</summary>
    /// <param name="http">The request.</param>
    /// <param name="place">What is held meanwhile; null: there is no place left.</param>
    /// <param name="events">The events of the board, until they are cancelled.</param>
    public IResult Open(HttpContext http, IDisposable? place, Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> events)
    {
        if (place is null)
            return TooMany(http);

        // A proxy that collects what it passes on would show the board late.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Response.RegisterForDispose(place);
        return TypedResults.ServerSentEvents(Leased(events, http.RequestAborted));
    }

    /// <summary>The page for one who finds no place.</summary>
    public static IResult TooMany(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "10";
        return Notices.Of(Visit.Of(http), StatusCodes.Status503ServiceUnavailable);
    }

    private async IAsyncEnumerable<SseItem<string>> Leased(
        Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> events, [EnumeratorCancellation] CancellationToken gone)
    {
        // A server that stops does not wait for its boards: they come again by themselves.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(gone, lifetime.ApplicationStopping);
        ended.CancelAfter(s_lease);
        yield return new SseItem<string>(Build.Id, "build");
        await foreach (var item in events(ended.Token))
            yield return item;
    }
}
