using System.Net;
using System.Net.Sockets;

namespace PersonalPT.Server.Tests.House;

/// <summary>One address for servers that come and go: the phone does not know that the server behind it is another one.</summary>
internal sealed class PortForward : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public PortForward(Uri target)
    {
        Target = target;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = Accept();
    }

    /// <summary>Where the phone connects.</summary>
    public Uri Address { get; }

    /// <summary>Where new connections go.</summary>
    public Uri Target { get; set; }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Forward(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Forward(TcpClient phone)
    {
        using (phone)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(Target.Host, Target.Port, _end.Token);
                await Task.WhenAny(
                    phone.GetStream().CopyToAsync(server.GetStream(), _end.Token), server.GetStream().CopyToAsync(phone.GetStream(), _end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // The one side's end is the other side's end.
            }
        }
    }
}
