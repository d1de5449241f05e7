using Grpc.Core;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>One stream of Track from its opening to its end: one reader, one writer, and a watch over both.</summary>
internal sealed class TrackStream
{
    // A server says something every second while a session is live.
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _silenceCheck = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan _standstill = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _moment = TimeSpan.FromSeconds(2);

    private readonly CallInvoker _invoker;
    private readonly string _sessionId;
    private readonly string _phoneId;
    private readonly ulong _opening;
    private readonly Outbox _outbox;
    private readonly Doorbell _bell;
    private readonly EventInbox _inbox;
    private readonly TimeProvider _time;
    private readonly Action _onConnected;
    private readonly Action<SessionStatus> _onStatus;
    private readonly EncodedRequest _request = new();

    private CancellationTokenSource? _cut;
    private volatile StreamEnd? _cutFor;
    private volatile bool _acknowledged;
    private long _heardAt;
    private ulong _missingEvent;
    private long _missingSince;

    /// <summary>Makes a stream that is not open yet: the phone's how-manieth of this session.</summary>
    public TrackStream(
        CallInvoker invoker, string sessionId, string phoneId, ulong opening, Outbox outbox, Doorbell bell, EventInbox inbox, TimeProvider time, Action onConnected, Action<SessionStatus> onStatus)
    {
        _invoker = invoker;
        _sessionId = sessionId;
        _phoneId = phoneId;
        _opening = opening;
        _outbox = outbox;
        _bell = bell;
        _inbox = inbox;
        _time = time;
        _onConnected = onConnected;
        _onStatus = onStatus;
    }

    /// <summary>Whether the stream carried more than its first acknowledgement.</summary>
    public bool GotSomewhere { get; private set; }

    /// <summary>Opens the stream and keeps it until it ends.</summary>
    /// <param name="network">Cancelled where the network changes: the stream ends at once then, whether the path is still there or not.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The second token was cancelled.</exception>
    public async Task<StreamEnd> RunAsync(CancellationToken network, CancellationToken cancellationToken)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _cut = cut;
        Volatile.Write(ref _heardAt, _time.GetTimestamp());
        using var call = _invoker.AsyncDuplexStreamingCall(EncodedRequest.Track, host: null, new CallOptions(cancellationToken: cut.Token));
        await using var changed = network.Register(() => Cut(StreamEnd.Again("The network has changed.")));
        await using var watch = _time.CreateTimer(_ => CheckSilence(), null, _silenceCheck, _silenceCheck);
        Task? writing = null;
        try
        {
            await OpenAsync(call.RequestStream, cut.Token);
            while (await call.ResponseStream.MoveNext(cut.Token))
            {
                GotSomewhere |= _acknowledged;
                Volatile.Write(ref _heardAt, _time.GetTimestamp());
                if (Take(call.ResponseStream.Current) is { } end)
                    return end;
                if (_acknowledged)
                    writing ??= WriteAsync(call.RequestStream, cut.Token);
            }

            return StreamEnd.Again("The server ended the stream without saying why.");
        }
        catch (Exception error) when (IsEndOfCall(error))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return _cutFor ?? (error is RpcException rpc ? StreamEnd.Of(rpc, _acknowledged) : StreamEnd.Again(error.Message));
        }
        finally
        {
            await cut.CancelAsync();
            if (writing is not null)
                await writing;
            _outbox.Leave();
        }
    }

    private async Task OpenAsync(IClientStreamWriter<EncodedRequest> requests, CancellationToken cancellationToken)
    {
        _request.Set(new TrackOpen
        {
            SessionId = _sessionId,
            OldestHeldInputSeq = _outbox.Open(),
            AfterEventSeq = _inbox.Received,
            PhoneId = _phoneId,
            Opening = _opening,
        });
        try
        {
            await requests.WriteAsync(_request, cancellationToken);
        }
        catch (Exception error) when (IsEndOfCall(error))
        {
            // A server may refuse before it has read. What the writer is told then is only that the call was cancelled; the reader gets to know why.
        }
    }

    // Writing lets through whatever the connection has to say of its end.
    private static bool IsEndOfCall(Exception error) =>
        error is RpcException or OperationCanceledException or InvalidOperationException or IOException or HttpRequestException;

    private StreamEnd? Take(TrackResponse response)
    {
        switch (response.ResponseCase)
        {
            case TrackResponse.ResponseOneofCase.Acknowledgement:
                return TakeAcknowledgement(response.Acknowledgement);
            case TrackResponse.ResponseOneofCase.Event:
                return TakeEvent(response.Event);
            case TrackResponse.ResponseOneofCase.Status:
                _onStatus(response.Status);
                return null;
            case TrackResponse.ResponseOneofCase.NeedFrom:
                return _outbox.Rewind(response.NeedFrom.InputSeq) ? null : OutOfStep();
            case TrackResponse.ResponseOneofCase.Closing:
                return response.Closing.Reason == StreamClosingReason.Superseded
                    ? StreamEnd.Fatal(PersonalPTErrorKind.Superseded, "Another phone has taken this session over.")
                    : StreamEnd.Again(response.Closing.Message.Length > 0 ? response.Closing.Message : "The server ended the stream.");
            default:
                // A newer server says something that this client does not know yet.
                return null;
        }
    }

    private StreamEnd? TakeAcknowledgement(Acknowledgement acknowledgement)
    {
        if (!_acknowledged)
        {
            if (!_outbox.Begin(acknowledgement))
                return OutOfStep();
            _acknowledged = true;
            _onConnected();
        }
        else if (!_outbox.Acknowledge(acknowledgement))
        {
            return OutOfStep();
        }

        if (_outbox.IsOutstanding(out var since) && _time.GetElapsedTime(since) >= _standstill)
            _outbox.RewindToAcknowledged();

        var received = _inbox.Received;
        if (received >= acknowledgement.LastEventSeq)
        {
            _missingEvent = 0;
        }
        else if (_missingEvent <= received)
        {
            _missingEvent = acknowledgement.LastEventSeq;
            _missingSince = _time.GetTimestamp();
        }
        else if (_time.GetElapsedTime(_missingSince) >= _moment)
        {
            return StreamEnd.Again("Events were lost on the way.");
        }

        return null;
    }

    private StreamEnd? TakeEvent(SessionEvent sessionEvent)
    {
        var arrival = _inbox.Offer(sessionEvent);
        if (arrival == EventArrival.New && sessionEvent.InputGap is { } gap)
            _outbox.HearOfGap(gap.FirstMissingInputSeq, gap.NextInputSeq);
        return arrival switch
        {
            EventArrival.Ahead => StreamEnd.Again("Events were lost on the way."),
            EventArrival.New when sessionEvent.EventCase == SessionEvent.EventOneofCase.SessionEnded => StreamEnd.Ended(sessionEvent.SessionEnded),
            _ => null,
        };
    }

    private async Task WriteAsync(IClientStreamWriter<EncodedRequest> requests, CancellationToken cancellationToken)
    {
        var batch = new EncodedRequest();
        try
        {
            while (true)
            {
                switch (_outbox.Take(batch))
                {
                    case OutboxAnswer.Send:
                        await requests.WriteAsync(batch, cancellationToken);
                        break;
                    case OutboxAnswer.Lost:
                        Cut(StreamEnd.Again("Inputs that the server still needs are not held any more."));
                        return;
                    default:
                        await _bell.WaitAsync(cancellationToken);
                        break;
                }
            }
        }
        catch (Exception error) when (IsEndOfCall(error))
        {
            // The call is over; the reader gets to know why.
        }
    }

    // A path that died without a word leaves both sides waiting. Silence is suspicious only where an answer is due.
    private void CheckSilence()
    {
        var heard = Volatile.Read(ref _heardAt);
        if (_acknowledged)
        {
            if (!_outbox.IsOutstanding(out var since))
                return;
            heard = Math.Max(heard, since);
        }

        if (_time.GetElapsedTime(heard) >= _silence)
            Cut(StreamEnd.Again("The server does not answer."));
    }

    private void Cut(StreamEnd end)
    {
        _cutFor ??= end;
        try
        {
            _cut?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stream has ended by itself at the same moment.
        }
    }

    private static StreamEnd OutOfStep() => StreamEnd.Fatal(
        PersonalPTErrorKind.OutOfStep, "The server has inputs of this session that were not made here; start a new session, or go on with the session's id.");
}
