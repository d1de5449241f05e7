using System.Threading.Channels;
using Grpc.Core;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Conformance;

/// <summary>Carries the calls of a client to a script: each stream that it opens, each message that it sends, with the time. Messages go through their bytes.</summary>
internal sealed class ScriptedTrack(ManualClock clock, Action somethingHappened) : CallInvoker
{
    private readonly Action _happened = somethingHappened;
    private readonly Lock _gate = new();
    private readonly Queue<(TrackRequest Request, TimeSpan At)> _sent = new();
    private Stream? _stream;

    /// <summary>Messages that nobody has expected yet.</summary>
    public IReadOnlyList<TrackRequest> Sent
    {
        get
        {
            lock (_gate)
                return [.. _sent.Select(s => s.Request)];
        }
    }

    /// <summary>Whether the client has dealt with everything that was said, and waits for more.</summary>
    public bool IsHeardOut => Volatile.Read(ref _stream) is { IsHeardOut: true };

    /// <summary>Whether an acknowledgement was said on the stream: from then on the client sends.</summary>
    public bool IsAcknowledged => Volatile.Read(ref _stream) is { IsAcknowledged: true };

    /// <summary>Whether a stream is open.</summary>
    public bool IsOpen => Volatile.Read(ref _stream) is { IsOver: false };

    /// <summary>What becomes of everything that the client writes from now on; null: it arrives.</summary>
    public Exception? WritingFails { get; set; }

    /// <summary>The client has tried to write and failed.</summary>
    public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool TryTake(out (TrackRequest Request, TimeSpan At) sent)
    {
        lock (_gate)
            return _sent.TryDequeue(out sent);
    }

    public void Say(TrackResponse response) => _stream!.Say(() => response, response.Acknowledgement is not null);

    public void End(RpcException? error) => _stream!.Say(() => error is null ? null : throw error, acknowledges: false);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        Assert.Same(EncodedRequest.Track, method);
        var stream = new Stream(this, options.CancellationToken);
        Volatile.Write(ref _stream, stream);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            (IClientStreamWriter<TRequest>)(object)stream,
            (IAsyncStreamReader<TResponse>)(object)stream,
            Task.FromResult(new Metadata()),
            () => Status.DefaultSuccess,
            () => [],
            stream.LetGo);
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw Unexpected(method);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw Unexpected(method);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw Unexpected(method);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw Unexpected(method);

    private static InvalidOperationException Unexpected(IMethod method) => new($"The script has no {method.Name}.");

    private void Take(TrackRequest request)
    {
        lock (_gate)
            _sent.Enqueue((request, clock.Now));
        _happened();
    }

    private sealed class Stream(ScriptedTrack track, CancellationToken cancelled) : IClientStreamWriter<EncodedRequest>, IAsyncStreamReader<TrackResponse>
    {
        private readonly Channel<Func<TrackResponse?>> _said = Channel.CreateUnbounded<Func<TrackResponse?>>();
        private volatile bool _waits;
        private volatile bool _isOver;

        public WriteOptions? WriteOptions { get; set; }

        public TrackResponse Current { get; private set; } = new();

        public bool IsOver => _isOver;

        public bool IsHeardOut => _waits && _said.Reader.Count == 0 && !cancelled.IsCancellationRequested;

        public bool IsAcknowledged { get; private set; }

        public void Say(Func<TrackResponse?> response, bool acknowledges)
        {
            IsAcknowledged |= acknowledges;
            _waits = false;
            _said.Writer.TryWrite(response);
        }

        public void LetGo()
        {
            _isOver = true;
            track._happened();
        }

        public Task WriteAsync(EncodedRequest message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(EncodedRequest message, CancellationToken cancellationToken)
        {
            cancelled.ThrowIfCancellationRequested();
            if (track.WritingFails is { } error)
            {
                track.Failed.TrySetResult();
                throw error;
            }

            track.Take(TrackRequest.Parser.ParseFrom(message.Bytes));
            return Task.CompletedTask;
        }

        public Task CompleteAsync() => Task.CompletedTask;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (_said.Reader.Count == 0)
            {
                _waits = true;
                track._happened();
            }

            var next = (await _said.Reader.ReadAsync(cancelled))();
            if (next is null)
                return false;
            Current = TrackResponse.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(next));
            return true;
        }
    }
}
