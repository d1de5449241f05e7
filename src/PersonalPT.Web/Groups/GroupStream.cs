using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using PersonalPT.Contracts.Groups;

namespace PersonalPT.Web.Groups;

/// <summary>
/// A group's board as server-sent events: first all of it, then what looks otherwise, as HTML made here, where the movements are, and about once a second
/// where the clock stands. A page that lost its server connects again and gets all of it again, so nothing has to be remembered for it.
/// </summary>
/// <param name="boards">The board as it comes.</param>
/// <param name="look">What a visitor sees of a board; null where he may not look any more.</param>
/// <param name="rendering">Makes HTML.</param>
/// <param name="time">The clock.</param>
internal sealed class GroupStream(
    Func<CancellationToken, IAsyncEnumerable<GroupBoard>> boards, Func<GroupBoard, GroupView?> look, GroupRendering rendering, TimeProvider time)
{
    // The page takes a server that says nothing for six seconds for lost.
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_tellsTimeEvery = TimeSpan.FromMilliseconds(900);

    private GroupView? _shown;
    private long _toldTime;

    /// <summary>The events, until it is cancelled.</summary>
    public async IAsyncEnumerable<SseItem<string>> Events([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var coming = boards(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await Next(coming))
        {
            if (look(coming.Current) is not { } view)
            {
                // The page looks for itself what is open to it now.
                yield return new SseItem<string>("", "gone");
                yield break;
            }

            await foreach (var item in Difference(view))
                yield return item;
        }

        // Over, and nothing changes any more; or cancelled.
        while (await Rest(cancellationToken))
            yield return new SseItem<string>("", "beat");
    }

    private async IAsyncEnumerable<SseItem<string>> Difference(GroupView view)
    {
        var shown = _shown;
        _shown = view;
        if (shown?.Head != view.Head)
            yield return new SseItem<string>(await rendering.Clock(view), "clock");
        if (shown is null || time.GetElapsedTime(_toldTime) >= s_tellsTimeEvery)
        {
            _toldTime = time.GetTimestamp();
            yield return new SseItem<string>(string.Create(CultureInfo.InvariantCulture, $"{view.Time.Milliseconds} {view.Time.Direction}"), "time");
        }

        var before = shown?.Rows.ToDictionary(row => row.Card.Number);
        if (before is null || before.Count != view.Rows.Length || !view.Rows.All(row => before.ContainsKey(row.Card.Number)) || LooksOtherwise(shown!.Head, view.Head))
        {
            yield return new SseItem<string>(await rendering.Board(view), "board");
            yield break;
        }

        StringBuilder? movements = null;
        foreach (var row in view.Rows)
        {
            if (row.Card != before[row.Card.Number].Card)
                yield return new SseItem<string>(await rendering.Row(view, row), "card");
            else if (row.Movement != before[row.Card.Number].Movement)
                (movements ??= new()).Append(row.Card.ElementId).Append(' ').Append(row.Movement).Append(' ');
        }

        if (!shown!.Rows.Select(row => row.Card.Number).SequenceEqual(view.Rows.Select(row => row.Card.Number)))
            yield return new SseItem<string>(string.Join(' ', view.Rows.Select(row => row.Card.ElementId)), "order");
        if (movements is not null)
            yield return new SseItem<string>(movements.ToString(), "movement");
    }

    // Rows say nothing of the clock but what a round asks for, and whether they can still be led.
    private static bool LooksOtherwise(GroupHead shown, GroupHead now) =>
        shown.TargetReps != now.TargetReps || (shown.Phase == GroupPhase.Finished) != (now.Phase == GroupPhase.Finished);

    private static async Task<bool> Next(IAsyncEnumerator<GroupBoard> coming)
    {
        try
        {
            return await coming.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> Rest(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(s_beat, time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
