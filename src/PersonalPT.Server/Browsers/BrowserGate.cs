using System.Net;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PersonalPT.Server.Browsers;

/// <summary>
/// The port for browsers: gRPC-Web over HTTP/1.1 in front of the same services, sign-in and permissions. Nothing else is served there, and pages of other
/// origins are let in by name only.
/// </summary>
internal static class BrowserGate
{
    // A browser asks before nearly every kind of call; it need not ask again for so long.
    private static readonly TimeSpan s_preflightAge = TimeSpan.FromHours(1);

    /// <summary>Makes an endpoint of Kestrel the one for browsers.</summary>
    public static void Listen(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(new FromBrowser());
            return next(connection);
        });
    }

    /// <summary>Adds what the gate needs.</summary>
    public static IServiceCollection AddBrowserGate(this IServiceCollection services, ServerOptions options)
    {
        // A page of a foreign host that makes its name point to this machine would be of the same origin as the port; its Host header gives it away.
        if (options.Identity == IdentityKind.Development)
            services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        return services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .SetIsOriginAllowed(origin => MayCall(origin, options))
            .WithMethods(HttpMethods.Post)
            .AllowAnyHeader()
            .WithExposedHeaders("grpc-status", "grpc-message", "grpc-status-details-bin", "grpc-encoding", "grpc-accept-encoding")
            .SetPreflightMaxAge(s_preflightAge)));
    }

    /// <summary>Serves browsers. Put it after routing and before authentication.</summary>
    public static void UseBrowserGate(this IApplicationBuilder app) => app.UseWhen(
        context => context.Features.Get<FromBrowser>() is not null,
        browsers =>
        {
            if (browsers.ApplicationServices.GetRequiredService<ServerOptions>().Identity == IdentityKind.Development)
                browsers.UseHostFiltering();
            browsers.UseCors();
            browsers.Use(TurnAwayOthers);
            browsers.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        });

    private static bool MayCall(string origin, ServerOptions options) =>
        options.BrowserOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (options.Identity == IdentityKind.Development && Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsThisMachine(uri));

    private static bool IsThisMachine(Uri uri) =>
        uri.Host == "localhost" || (IPAddress.TryParse(uri.IdnHost, out var address) && IPAddress.IsLoopback(address));

    private static Task TurnAwayOthers(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc-web", StringComparison.OrdinalIgnoreCase) == true)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("This port speaks gRPC-Web.", context.RequestAborted);
    }

    private sealed class FromBrowser;
}
