using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using PersonalPT.Web.Live;

namespace PersonalPT.Web.Boards;

/// <summary>
/// A board as server-sent events: first all of it, then each card that looks otherwise, as HTML made here, and where the movements are. A page that lost its
/// server connects again and gets all of it again, so nothing has to be remembered for it. Nothing is queued: who reads slowly gets the newest.
/// </summary>
/// <param name="board">The board.</param>
/// <param name="audience">Who looks.</param>
/// <param name="rendering">How it is shown.</param>
/// <param name="pace">How often.</param>
/// <param name="beside">What the page shows beside the board, given what the visitor sees of that; null from it: as it was. Null: nothing.</param>
internal sealed class BoardStream(
    GymBoard board, BoardAudience audience, BoardRendering rendering, LivePace pace, Func<BoardView, ValueTask<string?>>? beside = null)
{
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
                if (beside is not null && await beside(view) is { } part)
                    yield return new SseItem<string>(part, "part");
            }

            if (!await pace.Next(moment.Past, audience.LooksAgainAfter, cancellationToken))
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
}
