using System.Net;
using System.Net.Sockets;

namespace PersonalPT.Client.Tests.Fakes;

/// <summary>A path to a server. <see cref="Die"/> does to it what leaving a Wi-Fi does: its connections stay open and nothing goes through them any more.</summary>
public sealed class DeadablePath : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private CancellationTokenSource _alive = new();

    public DeadablePath(Uri server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Connections { get; private set; }

    /// <summary>Whether there is no network: new connections are closed at once.</summary>
    public bool IsClosed { get; set; }

    /// <summary>What is connected now is dead; new connections are well.</summary>
    public void Die() => Interlocked.Exchange(ref _alive, new CancellationTokenSource()).Cancel();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _alive.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var all = new List<Task>();
        try
        {
            while (true)
            {
                var phone = await _listener.AcceptTcpClientAsync(_end.Token);
                if (IsClosed)
                {
                    phone.Dispose();
                    continue;
                }

                Connections++;
                all.Add(ForwardAsync(phone, _alive.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(all);
        }
    }

    private async Task ForwardAsync(TcpClient phone, CancellationToken alive)
    {
        using (phone)
        using (var server = new TcpClient())
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(alive, _end.Token))
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, either.Token);
                await await Task.WhenAny(
                    phone.GetStream().CopyToAsync(server.GetStream(), either.Token), server.GetStream().CopyToAsync(phone.GetStream(), either.Token));
            }
            catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
            {
                // Dead, or closed by one side.
            }

            if (alive.IsCancellationRequested)
                await Task.Delay(Timeout.Infinite, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
