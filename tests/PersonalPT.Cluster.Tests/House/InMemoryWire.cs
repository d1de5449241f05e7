using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Grpc.Core;
using PersonalPT.Api.Tracking;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cluster.Tests.House;

/// <summary>
/// What stands in for the network between the client library and the gateway's stream: every call of Track is a line that breaks when its script says
/// so. A line breaks for the phone at once; the gateway hears of it then, or only later, and goes on with what had arrived.
/// </summary>
/// <param name="serve">The gateway's side of a line.</param>
/// <param name="lines">After how many messages each line breaks, one line after the other; those after the last do not break.</param>
internal sealed class InMemoryWire(Func<int, Line, Task> serve, IEnumerable<Breakage> lines) : CallInvoker
{
    private readonly Queue<Breakage> _lines = new(lines);
    private int _count;

    /// <summary>Lines that were opened.</summary>
    public int Count => _count;

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        if (typeof(TRequest) != typeof(EncodedRequest))
            throw new NotSupportedException(method.FullName);

        Breakage breakage;
        lock (_lines)
            breakage = _lines.TryDequeue(out var next) ? next : new Breakage(int.MaxValue, int.MaxValue, false);
        var line = new Line(breakage, options.CancellationToken);
        _ = line.Serve(serve, Interlocked.Increment(ref _count));
        return (AsyncDuplexStreamingCall<TRequest, TResponse>)(object)new AsyncDuplexStreamingCall<EncodedRequest, TrackResponse>(
            line.Up, line.Down, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], line.HangUp);
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException(method.FullName);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException(method.FullName);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException(method.FullName);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException(method.FullName);
}

/// <summary>When a line breaks.</summary>
/// <param name="AfterSent">After so many messages of the phone.</param>
/// <param name="AfterSaid">After so many messages of the server.</param>
/// <param name="IsUnnoticed">Whether the gateway hears nothing of it: the line is half open.</param>
internal readonly record struct Breakage(int AfterSent, int AfterSaid, bool IsUnnoticed)
{
    public override string ToString() => $"{AfterSent}/{AfterSaid}{(IsUnnoticed ? "?" : "")}";
}

/// <summary>One line.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Both ends may still hold its token when it is over; there is no timer behind it.")]
internal sealed class Line
{
    private readonly Breakage _breakage;
    private readonly Channel<TrackRequest> _up = Channel.CreateBounded<TrackRequest>(8);
    private readonly Channel<TrackResponse> _down = Channel.CreateBounded<TrackResponse>(64);
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _cancelled;
    private int _sent;
    private int _said;

    public Line(Breakage breakage, CancellationToken cancelled)
    {
        (_breakage, _cancelled) = (breakage, cancelled);
        Up = new Writer(this);
        Down = new Reader(this);
        Requests = new Arrivals(this);
        Responses = new Sayings(this);
        cancelled.Register(HangUp);
    }

    public IClientStreamWriter<EncodedRequest> Up { get; }

    public IAsyncStreamReader<TrackResponse> Down { get; }

    public Arrivals Requests { get; }

    public IServerStreamWriter<TrackResponse> Responses { get; }

    /// <summary>The phone is gone, as far as the gateway knows.</summary>
    public CancellationToken Gone => _gone.Token;

    public async Task Serve(Func<int, Line, Task> serve, int number)
    {
        await Task.Yield();
        try
        {
            await serve(number, this);
            _down.Writer.TryComplete();
        }
        catch (RpcException e)
        {
            _down.Writer.TryComplete(e);
        }
        catch (Exception e)
        {
            _down.Writer.TryComplete(new RpcException(new Status(StatusCode.Unavailable, e.Message)));
        }
    }

    public void HangUp() => Break(isUnnoticed: _breakage.IsUnnoticed);

    private void Break(bool isUnnoticed)
    {
        _down.Writer.TryComplete(new RpcException(new Status(StatusCode.Unavailable, "The line is broken, the test says.")));
        if (isUnnoticed)
            return;

        _up.Writer.TryComplete(new IOException("The line is broken, the test says."));
        _gone.Cancel();
    }

    private static RpcException Broken() => new(new Status(StatusCode.Unavailable, "The line is broken, the test says."));

    private sealed class Writer(Line line) : IClientStreamWriter<EncodedRequest>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task CompleteAsync() => Task.CompletedTask;

        public Task WriteAsync(EncodedRequest message) => WriteAsync(message, CancellationToken.None);

        public async Task WriteAsync(EncodedRequest message, CancellationToken cancellationToken)
        {
            if (++line._sent > line._breakage.AfterSent)
            {
                line.HangUp();
                throw Broken();
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, line._cancelled);
            await line._up.Writer.WriteAsync(TrackRequest.Parser.ParseFrom(message.Bytes), either.Token);
        }
    }

    private sealed class Reader(Line line) : IAsyncStreamReader<TrackResponse>
    {
        public TrackResponse Current { get; private set; } = null!;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await line._down.Reader.WaitToReadAsync(cancellationToken))
                return false;

            Current = await line._down.Reader.ReadAsync(cancellationToken);
            return true;
        }
    }

    internal sealed class Arrivals(Line line) : IAsyncStreamReader<TrackRequest>, IArrivals
    {
        private volatile bool _isReading;

        public long BytesWaiting => _isReading ? throw new NotSupportedException("Looked at while a message was being read.")
            : line._up.Reader.Completion.IsCompleted ? 1
            : line._up.Reader.Count;

        public TrackRequest Current { get; private set; } = null!;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            _isReading = true;
            try
            {
                if (!await line._up.Reader.WaitToReadAsync(cancellationToken))
                    return false;

                Current = await line._up.Reader.ReadAsync(cancellationToken);
                return true;
            }
            finally
            {
                _isReading = false;
            }
        }
    }

    private sealed class Sayings(Line line) : IServerStreamWriter<TrackResponse>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(TrackResponse message) => WriteAsync(message, CancellationToken.None);

        public async Task WriteAsync(TrackResponse message, CancellationToken cancellationToken)
        {
            if (++line._said > line._breakage.AfterSaid)
            {
                line.HangUp();
                throw new IOException("The line is broken, the test says.");
            }

            await line._down.Writer.WriteAsync(message, cancellationToken);
        }
    }
}
