using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;
using PersonalPT.Web.Pages;
using PersonalPT.Web.Text;

namespace PersonalPT.Web.Boards;

/// <summary>Turns a board into HTML, in one language, outside of a request.</summary>
internal sealed class BoardRendering(IServiceProvider services, ILoggerFactory logging, Words words)
{
    /// <summary>All cards.</summary>
    public Task<string> Board(BoardView view) =>
        Render<BoardCards>(new Dictionary<string, object?> { [nameof(BoardCards.View)] = view, [nameof(BoardCards.Words)] = words });

    /// <summary>One card.</summary>
    public Task<string> Card(BoardRow row) =>
        Render<BoardCardFace>(new Dictionary<string, object?> { [nameof(BoardCardFace.Row)] = row, [nameof(BoardCardFace.Words)] = words });

    // A renderer keeps what it has rendered until it goes.
    private async Task<string> Render<TComponent>(Dictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        await using var renderer = new HtmlRenderer(services, logging);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters))).ToHtmlString());
    }
}
