using System.Net;
using System.Net.Sockets;

namespace PersonalPT.Server.Starting;

/// <summary>Looks whether the ports are free before anything is opened, so that the commonest mistake costs nothing and reads well.</summary>
internal sealed class PortCheck(ServerOptions options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Check("GrpcPort", options.GrpcPort);
        Check("WebPort", options.WebPort);
        Check("BrowserPort", options.BrowserPort ?? 0);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check(string option, int port)
    {
        if (port == 0)
            return;

        using var listener = new TcpListener(IPAddress.Parse(options.Host), port);
        try
        {
            listener.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw ServerStartException.PortInUse(option, port, e);
        }
        catch (SocketException e)
        {
            throw ServerStartException.PortRefused(option, options.Host, port, e);
        }
    }
}
