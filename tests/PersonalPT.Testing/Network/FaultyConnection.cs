using System.Net.Sockets;
using System.Threading.Channels;

namespace PersonalPT.Testing.Network;

/// <summary>One TCP connection between a phone and a server, with a hand on the wire.</summary>
public sealed class FaultyConnection : IDisposable
{
    private const int LargestPiece = 16 * 1024;

    // A throttled link passes small pieces evenly instead of one large piece now and then.
    private const int PiecesASecond = 50;

    // Pieces under way in one direction. Full: the sender's side is not read on, and TCP holds the sender back.
    private const int PiecesUnderWay = 256;

    private readonly Socket _phone;
    private readonly ChangeSignal _changed;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _cut = new();
    private Socket? _server;
    private volatile LinkCondition _condition;
    private volatile bool _isOpen = true;
    private volatile bool _hasSwallowed;
    private long _fromPhone;
    private long _fromServer;
    private long _swallowed;

    internal FaultyConnection(long number, Socket phone, LinkCondition condition, ChangeSignal changed, TimeProvider time)
    {
        (Number, _phone, _condition, _changed, _time) = (number, phone, condition, changed, time);
        _hasSwallowed = condition.Flow == LinkFlow.Swallows;
    }

    /// <summary>1 for the network's first connection.</summary>
    public long Number { get; }

    /// <summary>Whether neither side has closed it and nobody has cut it.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Bytes that came from the phone, passed on or not.</summary>
    public long FromPhone => Interlocked.Read(ref _fromPhone);

    /// <summary>Bytes that came from the server, passed on or not.</summary>
    public long FromServer => Interlocked.Read(ref _fromServer);

    /// <summary>Bytes that vanished.</summary>
    public long Swallowed => Interlocked.Read(ref _swallowed);

    /// <summary>How it treats what travels.</summary>
    public LinkCondition Condition
    {
        get => _condition;
        set
        {
            _condition = value;
            _hasSwallowed |= value.Flow == LinkFlow.Swallows;
            _changed.Tell();
        }
    }

    /// <summary>Cuts it; both sides are told as the kind says.</summary>
    public void Cut(CutKind kind)
    {
        _isOpen = false;
        foreach (var socket in new[] { _phone, _server })
        {
            if (socket is null)
                continue;
            try
            {
                if (kind == CutKind.Reset)
                    socket.LingerState = new LingerOption(true, 0);
                else
                    socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // That side has gone by itself.
            }

            socket.Dispose();
        }

        _cut.Cancel();
        _changed.Tell();
    }

    /// <summary>Cuts it.</summary>
    public void Dispose() => Cut(CutKind.Reset);

    /// <summary>Connects to the server and carries bytes until both sides have ended.</summary>
    internal async Task RunAsync(Uri target, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token, cancellationToken);
        try
        {
            _phone.NoDelay = true;
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _server = server;
            await server.ConnectAsync(target.Host, target.Port, end.Token);
            await Task.WhenAll(
                Carry(_phone, server, fromPhone: true, end.Token), Carry(server, _phone, fromPhone: false, end.Token));
            Cut(CutKind.Finish);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // No server there.
            Cut(CutKind.Reset);
        }
    }

    private Task Carry(Socket from, Socket to, bool fromPhone, CancellationToken cancellationToken)
    {
        var underWay = Channel.CreateBounded<Piece>(
            new BoundedChannelOptions(PiecesUnderWay) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true, SingleWriter = true });
        return Task.WhenAll(
            CutWhenItBreaks(Take(from, underWay.Writer, fromPhone, cancellationToken)), CutWhenItBreaks(Deliver(underWay.Reader, to, cancellationToken)));
    }

    // The other side hears of it, and the other direction ends as well.
    private async Task CutWhenItBreaks(Task way)
    {
        try
        {
            await way;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Cut(CutKind.Reset);
        }
    }

    private async Task Take(Socket from, ChannelWriter<Piece> underWay, bool fromPhone, CancellationToken cancellationToken)
    {
        while (true)
        {
            var size = _condition.BytesPerSecond is { } rate ? Math.Clamp(rate / PiecesASecond, 1, LargestPiece) : LargestPiece;
            var bytes = new byte[size];
            var count = await ReceiveAsync(from, bytes, cancellationToken);
            if (count == 0)
                break;
            Interlocked.Add(ref fromPhone ? ref _fromPhone : ref _fromServer, count);
            if (_hasSwallowed)
                Swallow(count);
            else
                await underWay.WriteAsync(new Piece(bytes.AsMemory(0, count), _time.GetTimestamp()), cancellationToken);
            _changed.Tell();
        }

        underWay.Complete();
    }

    // On a half-open connection the one side does not hear of the other's end, however it ends.
    private async ValueTask<int> ReceiveAsync(Socket from, Memory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            return await from.ReceiveAsync(bytes, cancellationToken);
        }
        catch (SocketException) when (_hasSwallowed)
        {
            return 0;
        }
    }

    private async Task Deliver(ChannelReader<Piece> underWay, Socket to, CancellationToken cancellationToken)
    {
        await foreach (var (bytes, sentAt) in underWay.ReadAllAsync(cancellationToken))
        {
            var rest = _condition.Delay - _time.GetElapsedTime(sentAt);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, _time, cancellationToken);
            await _changed.WhenAsync(() => _condition.Flow != LinkFlow.Holds, cancellationToken);
            if (_hasSwallowed)
            {
                Swallow(bytes.Length);
                continue;
            }

            if (_condition.BytesPerSecond is { } rate)
                await Task.Delay(TimeSpan.FromSeconds((double)bytes.Length / rate), _time, cancellationToken);
            for (var left = bytes; left.Length > 0;)
                left = left[await to.SendAsync(left, cancellationToken)..];
        }

        if (_hasSwallowed)
            return;
        _isOpen = false;
        to.Shutdown(SocketShutdown.Send);
        _changed.Tell();
    }

    private void Swallow(int count)
    {
        Interlocked.Add(ref _swallowed, count);
        _changed.Tell();
    }

    private readonly record struct Piece(ReadOnlyMemory<byte> Bytes, long SentAt);
}
