using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;

namespace PersonalPT.Web.Boards;

/// <summary>
/// A board as server-sent events: first all of it, then each card that looks otherwise, as HTML made here, and where the movements are. A page that lost its
/// server connects again and gets all of it again, so nothing has to be remembered for it. Nothing is queued: who reads slowly gets the newest.
/// </summary>
internal sealed class BoardStream(GymBoard board, BoardAudience audience, BoardRendering rendering, TimeProvider time)
{
    private static readonly TimeSpan s_atMostEvery = TimeSpan.FromMilliseconds(100);

    // The page takes a server that says nothing for three beats for lost.
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(2);

    /// <summary>The events, until it is cancelled.</summary>
    public async IAsyncEnumerable<SseItem<string>> Events([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        BoardView? shown = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            var moment = board.Now;
            if (moment.IsRead)
            {
                var view = await audience.Cut(moment.View, cancellationToken);
                await foreach (var item in Difference(shown, view))
                    yield return item;
                shown = view;
            }

            if (await Rest(s_atMostEvery, cancellationToken) && !await Wait(moment.Past, audience.LooksAgainAfter ?? s_beat, cancellationToken))
                yield return new SseItem<string>("", "beat");
        }
    }

    private async IAsyncEnumerable<SseItem<string>> Difference(BoardView? shown, BoardView view)
    {
        if (shown is null || !shown.Rows.Select(r => r.Card.SessionId).SequenceEqual(view.Rows.Select(r => r.Card.SessionId)))
        {
            yield return new SseItem<string>(await rendering.Board(view), "board");
            yield break;
        }

        StringBuilder? movements = null;
        for (var i = 0; i < view.Rows.Length; i++)
        {
            if (view.Rows[i].Card != shown.Rows[i].Card)
                yield return new SseItem<string>(await rendering.Card(view.Rows[i]), "card");
            else if (view.Rows[i].Movement != shown.Rows[i].Movement)
                (movements ??= new()).Append(view.Rows[i].Card.ElementId).Append(' ').Append(view.Rows[i].Movement).Append(' ');
        }

        if (movements is not null)
            yield return new SseItem<string>(movements.ToString(), "movement");
    }

    private async Task<bool> Rest(TimeSpan length, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(length, time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // False: it took too long.
    private async Task<bool> Wait(Task something, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await something.WaitAsync(atMost, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
