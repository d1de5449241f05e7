using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace PersonalPT.Web.Boards;

/// <summary>Renders a part of a page as HTML, outside of a request.</summary>
internal sealed class Fragments(IServiceProvider services, ILoggerFactory logging)
{
    /// <summary>A component.</summary>
    public async Task<string> Render<TComponent>(Dictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        // A renderer keeps what it has rendered until it goes.
        await using var renderer = new HtmlRenderer(services, logging);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters))).ToHtmlString());
    }
}
