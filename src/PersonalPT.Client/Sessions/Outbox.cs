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
    private readonly LostControls _lostControls = new();
    private readonly Doorbell _bell;
    private readonly Action<InputLoss> _onLoss;
    private readonly TimeProvider _time;
    private readonly TimeSpan _linger;
    private readonly long _maxAge;
    private readonly ITimer _lingered;

    private ulong _next;
    private ulong _acknowledged;
    private ulong _durable;
    private ulong _lastEvent;
    private ulong _urgent;
    private long _outstandingSince;
    private ulong _firstSeq;
    private bool _begun;

    // Numbers below this one have been on a stream: they belong to what they were on it.
    private ulong _everSentBelow;

    // What the stream that is being opened, or is open, has said to be the oldest input; null where there is no stream.
    private ulong? _claimed;
    private bool _answered;

    private string? _exerciseBefore;
    private bool? _pausedBefore;

    private InputLoss? _loss;
    private ulong _lossFrom;
    private ulong _knownLostBelow;
    private long _lossSince;
    private long _droppedAt;

    /// <summary>Makes an empty outbox.</summary>
    /// <param name="firstSeq">Number of the first input.</param>
    /// <param name="options">Its bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="bell">Rung when <see cref="Take"/> is worth another try.</param>
    /// <param name="onLoss">Told when inputs begin to be lost, and when that is over. Must be quick.</param>
    public Outbox(ulong firstSeq, LiveSessionOptions options, TimeProvider time, Doorbell bell, Action<InputLoss> onLoss)
    {
        _buffer = new InputBuffer(firstSeq, options.MaxBufferedInputs, options.BufferedBytes);
        _firstSeq = _next = _acknowledged = _durable = _everSentBelow = firstSeq;
        _bell = bell;
        _onLoss = onLoss;
        _time = time;
        _linger = options.Linger;
        _maxAge = (long)(options.MaxBufferedAge.TotalSeconds * time.TimestampFrequency);
        _lingered = time.CreateTimer(static bell => ((Doorbell)bell!).Ring(), bell, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Rung when an input has come or the server has answered; null where nobody listens.</summary>
    public Doorbell? Listener { get; set; }

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

    /// <summary>The oldest input that is held, or the next one where none is.</summary>
    public ulong OldestHeld
    {
        get
        {
            lock (_gate)
                return _buffer.OldestSeq;
        }
    }

    /// <summary>The inputs that were lost last, as it stands now; null where none ever were.</summary>
    public InputLoss? Loss
    {
        get
        {
            lock (_gate)
                return _loss is { IsOver: false } ? Measured(isOver: false) : _loss;
        }
    }

    /// <summary>How far things are.</summary>
    public OutboxStanding Standing
    {
        get
        {
            lock (_gate)
                return new OutboxStanding(_buffer.OldestSeq, _buffer.NextSeq, _acknowledged, _durable, _lastEvent);
        }
    }

    /// <summary>Adds an input. Where there is no room, the oldest ones go.</summary>
    /// <param name="input">Its bytes.</param>
    /// <param name="kind">What it is. A control goes at once.</param>
    public void Append(ReadOnlySpan<byte> input, Input.InputOneofCase kind)
    {
        ulong waiting;
        InputLoss? begun;
        var urgent = kind is not (Input.InputOneofCase.Compact or Input.InputOneofCase.Floats or Input.InputOneofCase.NobodySeen);
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            while (_buffer.Count > 0 && MustDropOldest(input.Length, now))
                DropOldest();
            if (urgent)
                _urgent = _buffer.NextSeq;
            _buffer.Append(input, kind, now);
            waiting = _buffer.NextSeq - _next;
            begun = NoticeLoss();
        }

        // The first that waits starts the linger, a full batch ends it; those in between need not wake anybody.
        if (urgent || waiting is 1 or FullBatch)
            _bell.Ring();
        Listener?.Ring();
        if (begun is not null)
            _onLoss(begun);
    }

    /// <summary>A stream is about to be opened.</summary>
    /// <returns>The oldest input that could still be sent, or the next one where none is held.</returns>
    public ulong Open()
    {
        InputLoss? begun;
        ulong oldest;
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            // Every try begins with the whole reserve.
            while (_buffer.Count > 0 && (!_buffer.IsWithinBounds || IsTooOld(now, withReserve: false)))
                DropOldest();
            RestoreControls(now);
            begun = NoticeLoss();
            oldest = _next = _buffer.OldestSeq;
            _claimed = oldest;
        }

        if (begun is not null)
            _onLoss(begun);
        return oldest;
    }

    /// <summary>The stream is over.</summary>
    public void Leave()
    {
        InputLoss? begun;
        lock (_gate)
        {
            _claimed = null;
            _answered = false;
            begun = NoticeLoss();
        }

        if (begun is not null)
            _onLoss(begun);
    }

    /// <summary>A stream was opened, and this is the first acknowledgement on it.</summary>
    /// <returns>False where the server has inputs that were never made here.</returns>
    public bool Begin(Acknowledgement acknowledgement)
    {
        InputLoss? over = null;
        lock (_gate)
        {
            // Up to where the stream begins, the server has only written down what could not be held until now.
            if (!_begun && acknowledgement.NextInputSeq > (_claimed ?? _firstSeq))
                Renumber(acknowledgement.NextInputSeq - _firstSeq);
            if (acknowledgement.NextInputSeq > _buffer.NextSeq)
                return false;
            _begun = true;
            // Where more went than this stream could say, the next one has to say it, and the loss goes on till then.
            if (_loss is { IsOver: false } && _buffer.OldestSeq <= (_claimed ?? _buffer.OldestSeq))
            {
                // A server that is farther than where the stream begins has missed nothing; else it has just written the gap down.
                over = _loss = acknowledgement.NextInputSeq > _claimed
                    ? _loss with { Inputs = 0, Span = TimeSpan.Zero, IsOver = true }
                    : Measured(isOver: true);
                _knownLostBelow = _claimed ?? _knownLostBelow;
            }

            _answered = true;
            ForgetBelow(acknowledgement.DurableInputSeq);
            _next = Math.Max(acknowledgement.NextInputSeq, _claimed ?? 0);
            Hear(acknowledgement);
            _outstandingSince = _time.GetTimestamp();
        }

        Listener?.Ring();
        if (over is not null)
            _onLoss(over);
        return true;
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
            ForgetBelow(acknowledgement.DurableInputSeq);
            _lostControls.Taken(acknowledgement.NextInputSeq);
            if (acknowledgement.NextInputSeq < _acknowledged || acknowledgement.NextInputSeq > _next)
                _next = acknowledgement.NextInputSeq;
            if (acknowledgement.NextInputSeq != _acknowledged)
                _outstandingSince = _time.GetTimestamp();
            Hear(acknowledgement);
        }

        _bell.Ring();
        Listener?.Ring();
        return true;
    }

    /// <summary>
    /// The log has a gap. Only it can tell of inputs that the server had taken, that went from here since, and that a server which was restarted then needed
    /// again in vain.
    /// </summary>
    /// <param name="firstMissingSeq">The first input that is lost.</param>
    /// <param name="nextSeq">The first one behind them.</param>
    public void HearOfGap(ulong firstMissingSeq, ulong nextSeq)
    {
        InputLoss? found = null;
        lock (_gate)
        {
            // What lies before the first number of this run was lost by another one, and the app that it belonged to is gone.
            if (nextSeq <= _firstSeq)
                return;
            var inputs = (long)(nextSeq - Math.Max(firstMissingSeq, _firstSeq));
            if (_loss is { IsOver: false })
                return;
            if (nextSeq > _knownLostBelow)
                found = _loss = new InputLoss((_loss?.Number ?? 0) + 1, inputs, TimeSpan.Zero, IsOver: true);
            else if (nextSeq == _knownLostBelow && inputs > _loss?.Inputs)
                _loss = _loss with { Inputs = inputs };
            _knownLostBelow = Math.Max(_knownLostBelow, nextSeq);
        }

        if (found is not null)
            _onLoss(found);
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
            _next = _acknowledged;
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
            _everSentBelow = Math.Max(_everSentBelow, _next);
            return OutboxAnswer.Send;
        }
    }

    /// <summary>Where what is held begins.</summary>
    public HeldStart Held
    {
        get
        {
            lock (_gate)
                return new HeldStart(_buffer.OldestSeq, _exerciseBefore, _pausedBefore);
        }
    }

    /// <summary>Copies inputs that are held, for somebody else than a stream.</summary>
    /// <param name="firstSeq">The first one wanted; afterwards the one behind the last that was copied. Goes on to the oldest one that is held.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="destination">Where to.</param>
    /// <returns>How many bytes were copied: elements of <see cref="TrackRequest.Inputs"/>, one after the other.</returns>
    public int Peek(ref ulong firstSeq, int most, Span<byte> destination)
    {
        lock (_gate)
        {
            firstSeq = Math.Max(firstSeq, _buffer.OldestSeq);
            if (firstSeq >= _buffer.NextSeq)
                return 0;
            var (inputs, bytes) = _buffer.Copy(firstSeq, most, destination);
            firstSeq += (ulong)inputs;
            return bytes;
        }
    }

    /// <summary>Stops the linger's timer.</summary>
    public void Close() => _lingered.Dispose();

    // Another phone had the session until this stream took it, and has gone on since this one was told where to begin: nothing of here was sent yet, and a
    // server is never farther than where a stream begins for any other reason. What was lost of here meanwhile keeps its place before the oldest input; this
    // stream has not said so to the server as it stands, the next one has to.
    private void Renumber(ulong by)
    {
        _buffer.Renumber(by);
        _lostControls.Renumber(by);
        _firstSeq += by;
        _everSentBelow += by;
        _acknowledged += by;
        _claimed = _firstSeq;
        if (_urgent > 0)
            _urgent += by;
        if (_loss is { IsOver: false })
            _lossFrom += by;
    }

    private void Hear(Acknowledgement acknowledgement)
    {
        _acknowledged = acknowledgement.NextInputSeq;
        _durable = acknowledgement.DurableInputSeq;
        _lastEvent = Math.Max(_lastEvent, acknowledgement.LastEventSeq);
    }

    // What a stream is about to send may use the reserve: else a full buffer would lose it again before it has gone, at every stream anew.
    private bool MustDropOldest(int bytes, long now)
    {
        var withReserve = _claimed is not null && _buffer.OldestSeq >= _next;
        return !_buffer.HasRoomFor(bytes, withReserve) || IsTooOld(now, withReserve);
    }

    private bool IsTooOld(long now, bool withReserve) =>
        _buffer.TimestampOf(_buffer.OldestSeq) < now - _maxAge - (withReserve ? InputBuffer.ReserveOf(_maxAge) : 0);

    private void DropOldest()
    {
        var seq = _buffer.OldestSeq;
        if (seq >= _acknowledged && LostControls.Keeps(_buffer.OldestKind))
            _lostControls.Add(_buffer.OldestKind, seq, _buffer.OldestBytes);
        _droppedAt = _buffer.TimestampOf(seq);
        if (_loss is null or { IsOver: true } && seq <= Needed)
            _lossSince = _droppedAt;
        Forget();
    }

    private void ForgetBelow(ulong inputSeq)
    {
        while (_buffer.Count > 0 && _buffer.OldestSeq < inputSeq)
            Forget();
    }

    // Whoever starts counting at the oldest input has to know what the controls before it did.
    private void Forget()
    {
        switch (_buffer.OldestKind)
        {
            case Input.InputOneofCase.SelectExercise:
                _exerciseBefore = TrackRequest.Parser.ParseFrom(_buffer.OldestBytes).Inputs[0].SelectExercise.ExerciseId;
                break;
            case Input.InputOneofCase.Pause or Input.InputOneofCase.Unpause:
                _pausedBefore = _buffer.OldestKind == Input.InputOneofCase.Pause;
                break;
        }

        _buffer.DropOldest();
    }

    // What lost controls did goes before the oldest input, in numbers that no stream has carried: those of inputs that went, too. Inputs that have been sent
    // and stand behind a lost control would happen to the wrong exercise, or in a pause; they are not worth more than what was lost.
    private void RestoreControls(long now)
    {
        while (_lostControls.Count > 0 && _buffer.Count > 0 && _buffer.OldestSeq < _everSentBelow + (ulong)_lostControls.Count)
            DropOldest();
        if (_lostControls.Count == 0)
            return;
        if (_buffer.Count == 0)
            _buffer.SkipTo(_everSentBelow + (ulong)_lostControls.Count);
        _urgent = Math.Max(_urgent, _buffer.OldestSeq - 1);
        _lostControls.PrependTo(_buffer, now);
    }

    // While a stream is open, what was sent over it may still arrive; without one, only what the server has acknowledged is sure to have arrived.
    private ulong Needed => _answered ? _next : _claimed ?? _acknowledged;

    private InputLoss? NoticeLoss()
    {
        var needed = Needed;
        if (_buffer.OldestSeq <= needed || _loss is { IsOver: false })
            return null;
        _lossFrom = needed;
        return _loss = new InputLoss((_loss?.Number ?? 0) + 1, (long)(_buffer.OldestSeq - needed), TimeSpan.Zero, IsOver: false);
    }

    private InputLoss Measured(bool isOver) => _loss! with
    {
        Inputs = Math.Max(0, (long)((isOver && _claimed is { } claimed ? claimed : _buffer.OldestSeq) - _lossFrom)),
        Span = _time.GetElapsedTime(_lossSince, _droppedAt),
        IsOver = isOver,
    };
}

/// <summary>Where the inputs that are held begin, and what the controls before them did.</summary>
/// <param name="InputSeq">The oldest input, or the next one where none is held.</param>
/// <param name="ExerciseId">What was chosen last before it; null where nothing was in this live session.</param>
/// <param name="Paused">Whether counting was paused there; null where it never was in this live session.</param>
internal readonly record struct HeldStart(ulong InputSeq, string? ExerciseId, bool? Paused);

/// <summary>How far an outbox is.</summary>
/// <param name="OldestHeld">The oldest input that is held, or the next one where none is.</param>
/// <param name="Next">The number of the next input to come.</param>
/// <param name="Acknowledged">The next input that the server needs, as it said last.</param>
/// <param name="Durable">The first input that the server may ask for again, as it said last.</param>
/// <param name="LastEvent">The session's newest event that the server has spoken of.</param>
internal readonly record struct OutboxStanding(ulong OldestHeld, ulong Next, ulong Acknowledged, ulong Durable, ulong LastEvent);

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
