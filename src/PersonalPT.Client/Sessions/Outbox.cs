using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>
/// What the phone has to say: numbers inputs, holds them until they are durable, and knows which one goes next over the stream that is open. Inputs come
/// from any thread; one stream at a time takes batches out.
/// </summary>
internal sealed class Outbox
{
    /// <summary>This many waiting inputs go at once, without lingering.</summary>
    public const int FullBatch = 30;

    // More than a full batch go together when there is a backlog: well below the protocol's 600 inputs, and a quarter of a small HTTP/2 window.
    private const int MostInputs = 240;
    private const int MostBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly InputBuffer _buffer;
    private readonly Doorbell _bell;
    private readonly TimeProvider _time;
    private readonly TimeSpan _linger;
    private readonly long _maxAge;
    private readonly ITimer _lingered;

    private ulong _next;
    private ulong _acknowledged;
    private ulong _urgent;
    private long _outstandingSince;
    private ulong _firstSeq;
    private bool _begun;

    /// <summary>Makes an empty outbox.</summary>
    /// <param name="firstSeq">Number of the first input.</param>
    /// <param name="options">Its bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="bell">Rung when <see cref="Take"/> is worth another try.</param>
    public Outbox(ulong firstSeq, LiveSessionOptions options, TimeProvider time, Doorbell bell)
    {
        _buffer = new InputBuffer(firstSeq, options.MaxBufferedInputs, options.MaxBufferedBytes);
        _next = _acknowledged = _firstSeq = firstSeq;
        _bell = bell;
        _time = time;
        _linger = options.Linger;
        _maxAge = (long)(options.MaxBufferedAge.TotalSeconds * time.TimestampFrequency);
        _lingered = time.CreateTimer(static bell => ((Doorbell)bell!).Ring(), bell, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether inputs are on their way that the server has not acknowledged; if so, since when.</summary>
    public bool IsOutstanding(out long since)
    {
        lock (_gate)
        {
            since = _outstandingSince;
            return _next > Math.Max(_acknowledged, _buffer.OldestSeq);
        }
    }

    /// <summary>Number of the first input.</summary>
    public ulong FirstSeq
    {
        get
        {
            lock (_gate)
                return _firstSeq;
        }
    }

    /// <summary>The oldest input that could still be sent, or the next one where none is held.</summary>
    public ulong OldestHeld
    {
        get
        {
            lock (_gate)
                return _buffer.OldestSeq;
        }
    }

    /// <summary>Adds an input.</summary>
    /// <param name="input">Its bytes.</param>
    /// <param name="urgent">Whether it should go at once.</param>
    public void Append(ReadOnlySpan<byte> input, bool urgent)
    {
        ulong waiting;
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            _buffer.DropOlderThan(now - _maxAge);
            if (urgent)
                _urgent = _buffer.NextSeq;
            _buffer.Append(input, now);
            waiting = _buffer.NextSeq - _next;
        }

        // The first that waits starts the linger, a full batch ends it; those in between need not wake anybody.
        if (urgent || waiting is 1 or FullBatch)
            _bell.Ring();
    }

    /// <summary>A stream was opened, and this is the first acknowledgement on it.</summary>
    /// <returns>False where the server has inputs that were never made here.</returns>
    public bool Begin(Acknowledgement acknowledgement)
    {
        lock (_gate)
        {
            // Up to the oldest that is held, the server has only written down what could not be held until now.
            if (!_begun && acknowledgement.NextInputSeq > _buffer.OldestSeq)
                Renumber(acknowledgement.NextInputSeq - _buffer.OldestSeq);
            if (acknowledgement.NextInputSeq > _buffer.NextSeq)
                return false;
            _begun = true;
            _buffer.DropBelow(acknowledgement.DurableInputSeq);
            _next = Math.Max(acknowledgement.NextInputSeq, _buffer.OldestSeq);
            _acknowledged = acknowledgement.NextInputSeq;
            _outstandingSince = _time.GetTimestamp();
            return true;
        }
    }

    /// <summary>
    /// The server has taken inputs, or has lost some: where its next input is an older one than it said before, its counter was rebuilt, and sending goes
    /// back to there.
    /// </summary>
    /// <returns>False where the server has inputs that were never made here.</returns>
    public bool Acknowledge(Acknowledgement acknowledgement)
    {
        lock (_gate)
        {
            if (acknowledgement.NextInputSeq > _buffer.NextSeq)
                return false;
            _buffer.DropBelow(acknowledgement.DurableInputSeq);
            if (acknowledgement.NextInputSeq < _acknowledged || acknowledgement.NextInputSeq > _next)
                _next = acknowledgement.NextInputSeq;
            if (acknowledgement.NextInputSeq != _acknowledged)
                _outstandingSince = _time.GetTimestamp();
            _acknowledged = acknowledgement.NextInputSeq;
        }

        _bell.Ring();
        return true;
    }

    /// <summary>The server wants inputs again.</summary>
    /// <returns>False where such an input was never made here.</returns>
    public bool Rewind(ulong inputSeq)
    {
        lock (_gate)
        {
            if (inputSeq > _buffer.NextSeq)
                return false;
            _next = inputSeq;
            _outstandingSince = _time.GetTimestamp();
        }

        _bell.Ring();
        return true;
    }

    /// <summary>Sends again what the server does not acknowledge although it answers.</summary>
    public void RewindToAcknowledged()
    {
        lock (_gate)
        {
            _next = Math.Max(_acknowledged, _buffer.OldestSeq);
            _outstandingSince = _time.GetTimestamp();
        }

        _bell.Ring();
    }

    /// <summary>Takes the next batch, if there is one that should go now.</summary>
    /// <param name="batch">Where it is written.</param>
    /// <returns>What to do. After <see cref="OutboxAnswer.Wait"/> the bell rings when it is worth another try.</returns>
    public OutboxAnswer Take(EncodedRequest batch)
    {
        lock (_gate)
        {
            if (_next < _buffer.OldestSeq)
                return OutboxAnswer.Lost;
            var waiting = _buffer.NextSeq - _next;
            if (waiting == 0)
                return OutboxAnswer.Wait;
            if (waiting < FullBatch && _urgent < _next)
            {
                var rest = _linger - _time.GetElapsedTime(_buffer.TimestampOf(_next));
                if (rest > TimeSpan.Zero)
                {
                    // Timers count whole milliseconds; one that fired too early would only be started again.
                    _lingered.Change(TimeSpan.FromMilliseconds(Math.Ceiling(rest.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                    return OutboxAnswer.Wait;
                }
            }

            if (_next == _acknowledged)
                _outstandingSince = _time.GetTimestamp();
            var into = batch.Begin(_next, MostBytes);
            var (inputs, bytes) = _buffer.Copy(_next, MostInputs, into);
            batch.Complete(bytes);
            _next += (ulong)inputs;
            return OutboxAnswer.Send;
        }
    }

    // Another phone had the session until this stream took it, and has gone on since this one was told where to begin. Nothing of here was sent yet.
    private void Renumber(ulong by)
    {
        _buffer.Renumber(by);
        _firstSeq += by;
        if (_urgent > 0)
            _urgent += by;
    }

    /// <summary>Stops the linger's timer.</summary>
    public void Close() => _lingered.Dispose();
}

/// <summary>What a stream's writer does next.</summary>
internal enum OutboxAnswer
{
    /// <summary>Nothing, until the bell rings.</summary>
    Wait = 1,
    /// <summary>Send the batch.</summary>
    Send = 2,
    /// <summary>Open a new stream: the input that goes next is not held any more, and only the first message of a stream can say so.</summary>
    Lost = 3,
}
