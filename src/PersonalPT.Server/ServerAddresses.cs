using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace PersonalPT.Server;

/// <summary>Where the server listens, with the ports that it really got. In the host's services; usable once it has started.</summary>
public sealed class ServerAddresses
{
    private readonly IServer _server;

    internal ServerAddresses(IServer server) => _server = server;

    /// <summary>Where phones and apps connect: gRPC over HTTP/2 without TLS.</summary>
    /// <exception cref="InvalidOperationException">The server has not started.</exception>
    public Uri Grpc => Resolve(0);

    /// <summary>Where health and metrics are: HTTP/1.1.</summary>
    /// <exception cref="InvalidOperationException">The server has not started.</exception>
    public Uri Web => Resolve(1);

    // In the order in which they were given to Kestrel.
    private Uri Resolve(int index) =>
        _server.Features.Get<IServerAddressesFeature>()?.Addresses is { Count: 2 } addresses
            ? new Uri(addresses.ElementAt(index))
            : throw new InvalidOperationException("The server has not started.");
}
