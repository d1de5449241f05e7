using PersonalPT.Web.Live;
using PersonalPT.Web.Pages;
using PersonalPT.Web.Text;

namespace PersonalPT.Web.Boards;

/// <summary>Turns a board into HTML, in one language.</summary>
/// <param name="rendering">The way.</param>
/// <param name="words">What it says.</param>
/// <param name="sessions">Where a card leads: the address before the session's id.</param>
internal sealed class BoardRendering(LiveRendering rendering, Words words, string sessions)
{
    /// <summary>All cards.</summary>
    public Task<string> Board(BoardView view) => rendering.Html<BoardCards>(
        new() { [nameof(BoardCards.View)] = view, [nameof(BoardCards.Words)] = words, [nameof(BoardCards.Sessions)] = sessions });

    /// <summary>One card.</summary>
    public Task<string> Card(BoardRow row) => rendering.Html<BoardCardFace>(
        new() { [nameof(BoardCardFace.Row)] = row, [nameof(BoardCardFace.Words)] = words, [nameof(BoardCardFace.Sessions)] = sessions });
}
