using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace PersonalPT.Server;

/// <summary>Where the server listens, with the ports that it really got. In the host's services; usable once it has started.</summary>
public sealed class ServerAddresses
{
    private readonly IServer _server;

    private readonly bool _servesBrowsers;

    internal ServerAddresses(IServer server, bool servesBrowsers) => (_server, _servesBrowsers) = (server, servesBrowsers);

    /// <summary>Where phones and apps connect: gRPC over HTTP/2 without TLS.</summary>
    /// <exception cref="InvalidOperationException">The server has not started.</exception>
    public Uri Grpc => Resolve(0);

    /// <summary>Where pages, health and metrics are: HTTP/1.1.</summary>
    /// <exception cref="InvalidOperationException">The server has not started.</exception>
    public Uri Web => Resolve(1);

    /// <summary>Where browsers connect: gRPC-Web over HTTP/1.1. Null where there is no such port.</summary>
    /// <exception cref="InvalidOperationException">The server has not started.</exception>
    public Uri? Browsers => _servesBrowsers ? Resolve(2) : null;

    // In the order in which they were given to Kestrel.
    private Uri Resolve(int index) =>
        _server.Features.Get<IServerAddressesFeature>()?.Addresses is { Count: >= 2 } addresses && index < addresses.Count
            ? new Uri(addresses.ElementAt(index))
            : throw new InvalidOperationException("The server has not started.");
}
