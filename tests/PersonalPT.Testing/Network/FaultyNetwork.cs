using System.Net;
using System.Net.Sockets;

namespace PersonalPT.Testing.Network;

/// <summary>
/// The way from phones to a server, as bad as is wanted: a TCP proxy that delays, throttles, holds, swallows and cuts, on one connection or on all. Its
/// address stays while the server behind it changes.
/// </summary>
public sealed class FaultyNetwork : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ChangeSignal _changed = new();
    private readonly Lock _gate = new();
    private readonly List<FaultyConnection> _connections = [];
    private readonly List<Task> _running = [];
    private readonly TimeProvider _time;
    private readonly Task _accepting;
    private volatile Uri _target;
    private LinkCondition _condition = LinkCondition.Good;
    private long _accepted;

    /// <summary>Opens the way.</summary>
    /// <param name="target">The server.</param>
    /// <param name="time">The clock of delays. Default: the system's.</param>
    public FaultyNetwork(Uri target, TimeProvider? time = null)
    {
        _target = target;
        _time = time ?? TimeProvider.System;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = Accept();
    }

    /// <summary>Where phones connect.</summary>
    public Uri Address { get; }

    /// <summary>Where new connections go.</summary>
    public Uri Target
    {
        get => _target;
        set => _target = value;
    }

    /// <summary>How all connections treat what travels: those that there are, and those to come.</summary>
    public LinkCondition Condition
    {
        get
        {
            lock (_gate)
                return _condition;
        }

        set
        {
            FaultyConnection[] connections;
            lock (_gate)
            {
                _condition = value;
                connections = [.. _connections];
            }

            foreach (var connection in connections)
                connection.Condition = value;
        }
    }

    /// <summary>The connections that are open, the oldest first.</summary>
    public IReadOnlyList<FaultyConnection> Connections
    {
        get
        {
            lock (_gate)
                return [.. _connections.Where(c => c.IsOpen)];
        }
    }

    /// <summary>How many connections there ever were.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Waits until the network is in a state; looks again whenever bytes move or connections come, change or go.</summary>
    public Task WhenAsync(Func<FaultyNetwork, bool> condition, CancellationToken cancellationToken) => _changed.WhenAsync(() => condition(this), cancellationToken);

    /// <summary>Cuts every connection; new ones are taken.</summary>
    /// <returns>How many were cut.</returns>
    public int CutAll(CutKind kind)
    {
        var open = Connections;
        foreach (var connection in open)
            connection.Cut(kind);
        return open.Count;
    }

    /// <summary>Cuts everything and takes nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] running;
        lock (_gate)
            running = [.. _running];
        await Task.WhenAll(running);
        _end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var phone = await _listener.AcceptSocketAsync(_end.Token);
                lock (_gate)
                {
                    var connection = new FaultyConnection(Interlocked.Increment(ref _accepted), phone, _condition, _changed, _time);
                    _connections.Add(connection);
                    _running.RemoveAll(task => task.IsCompleted);
                    _running.Add(Run(connection));
                }

                _changed.Tell();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The network is taken down.
        }
    }

    private async Task Run(FaultyConnection connection)
    {
        // Not under the lock of whoever accepts.
        await Task.Yield();
        await connection.RunAsync(Target, _end.Token);
        lock (_gate)
            _connections.Remove(connection);
        _changed.Tell();
    }
}
