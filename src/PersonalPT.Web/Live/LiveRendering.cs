using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace PersonalPT.Web.Live;

/// <summary>Turns components into HTML outside of a request.</summary>
internal sealed class LiveRendering(IServiceProvider services, ILoggerFactory logging)
{
    /// <summary>A component as HTML.</summary>
    /// <typeparam name="TComponent">The component.</typeparam>
    /// <param name="parameters">What it shows.</param>
    public async Task<string> Html<TComponent>(Dictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        // A renderer keeps what it has rendered until it goes.
        await using var renderer = new HtmlRenderer(services, logging);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters))).ToHtmlString());
    }
}
