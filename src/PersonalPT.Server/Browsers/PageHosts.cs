using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PersonalPT.Server.Browsers;

/// <summary>
/// The port for pages, health and metrics. With the development identity it answers to names of this machine only: a page of a foreign host that makes its
/// name point here would be of the same origin as the pages, and its Host header gives it away.
/// </summary>
internal static class PageHosts
{
    /// <summary>Makes an endpoint of Kestrel the one for pages.</summary>
    public static void Listen(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(new ForPages());
            return next(connection);
        });
    }

    /// <summary>Turns away foreign names. Put it before everything else.</summary>
    public static void UsePageHosts(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<ServerOptions>().Identity == IdentityKind.Development)
            app.UseWhen(context => context.Features.Get<ForPages>() is not null, pages => pages.UseHostFiltering());
    }

    private sealed class ForPages;
}
