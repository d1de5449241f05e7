using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using PersonalPT.Identity;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Live;

/// <summary>Answers a live page with its events. They end with the server, and after a while, so that the page comes again and its cookie is looked at.</summary>
/// <param name="lifetime">When the server stops.</param>
/// <param name="signIns">Cuts it sooner where its visitor's sign-in does not hold any more.</param>
internal sealed class LiveEvents(IHostApplicationLifetime lifetime, OpenSignIns signIns)
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);

    /// <summary>The answer.</summary>
    /// <param name="http">The request.</param>
    /// <param name="look">Disposed of when the page is gone; null: there is no place left.</param>
    /// <param name="events">The events, until they are cancelled.</param>
    public IResult Answer(HttpContext http, IDisposable? look, Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> events)
    {
        if (look is null)
            return TooMany(http);

        // A proxy that collects what it passes on would show the page late.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Response.RegisterForDispose(look);
        if (signIns.Open(http) is { } open)
            http.Response.RegisterForDispose(open);
        return TypedResults.ServerSentEvents(Until(events, http.RequestAborted));
    }

    /// <summary>The page for one who finds no place.</summary>
    public static IResult TooMany(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "10";
        return Notices.Of(Visit.Of(http), StatusCodes.Status503ServiceUnavailable);
    }

    private async IAsyncEnumerable<SseItem<string>> Until(
        Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> events, [EnumeratorCancellation] CancellationToken gone)
    {
        // A server that stops does not wait for its pages: they come again by themselves.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(gone, lifetime.ApplicationStopping);
        ended.CancelAfter(s_lease);
        yield return new SseItem<string>(Build.Id, "build");
        await foreach (var item in events(ended.Token))
            yield return item;
    }
}
