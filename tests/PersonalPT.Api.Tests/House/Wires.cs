using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using PersonalPT.Api.Tracking;

namespace PersonalPT.Api.Tests.House;

/// <summary>What a client sends, as a service sees it.</summary>
internal sealed class Incoming<T> : IAsyncStreamReader<T>, IArrivals
    where T : IMessage
{
    private readonly Channel<T> _messages = Channel.CreateUnbounded<T>();
    private volatile bool _isBeingRead;
    private long _bytes;

    public long BytesWaiting => _isBeingRead ? throw new NotSupportedException("Looked at while a message was being read.")
        : _messages.Reader.Completion.IsCompleted ? 1
        : Interlocked.Read(ref _bytes);

    public T Current { get; private set; } = default!;

    /// <summary>Whether somebody waits for the next message.</summary>
    public bool IsBeingRead => _isBeingRead;

    /// <summary>Messages that nobody has read.</summary>
    public int Unread => _messages.Reader.Count;

    public void Send(T message)
    {
        Interlocked.Add(ref _bytes, message.CalculateSize());
        _messages.Writer.TryWrite(message);
    }

    public void Complete(Exception? error = null) => _messages.Writer.TryComplete(error);

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _isBeingRead = true;
        try
        {
            if (!await _messages.Reader.WaitToReadAsync(cancellationToken))
                return false;

            Current = await _messages.Reader.ReadAsync(cancellationToken);
            Interlocked.Add(ref _bytes, -Current.CalculateSize());
            return true;
        }
        finally
        {
            _isBeingRead = false;
        }
    }
}

/// <summary>What a service sends, as a client sees it. Notices two writers at once, and can be held up as a slow client does.</summary>
internal sealed class Outgoing<T> : IServerStreamWriter<T>
{
    private readonly Channel<T> _messages = Channel.CreateUnbounded<T>();
    private volatile TaskCompletionSource? _heldUp;
    private int _writers;

    public WriteOptions? WriteOptions { get; set; }

    /// <summary>Whether two wrote at the same time.</summary>
    public bool HadTwoWriters { get; private set; }

    /// <summary>The client reads no more.</summary>
    public void HoldUp() => _heldUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The client reads again.</summary>
    public void LetGo()
    {
        var heldUp = _heldUp;
        _heldUp = null;
        heldUp?.SetResult();
    }

    public Task<T> Next() => _messages.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    public bool TryNext(out T? message) => _messages.Reader.TryRead(out message);

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        HadTwoWriters |= Interlocked.Increment(ref _writers) > 1;
        if (_heldUp is { } heldUp)
            await heldUp.Task.WaitAsync(cancellationToken);
        await _messages.Writer.WriteAsync(message, cancellationToken);
        Interlocked.Decrement(ref _writers);
    }
}
