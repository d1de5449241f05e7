using PersonalPT.Web.Pages;
using PersonalPT.Web.Text;

namespace PersonalPT.Web.Boards;

/// <summary>Turns a board into HTML, in one language.</summary>
internal sealed class BoardRendering(Fragments fragments, Words words)
{
    /// <summary>All cards.</summary>
    public Task<string> Board(BoardView view) =>
        fragments.Render<BoardCards>(new() { [nameof(BoardCards.View)] = view, [nameof(BoardCards.Words)] = words });

    /// <summary>One card.</summary>
    public Task<string> Card(BoardRow row) =>
        fragments.Render<BoardCardFace>(new() { [nameof(BoardCardFace.Row)] = row, [nameof(BoardCardFace.Words)] = words });
}
