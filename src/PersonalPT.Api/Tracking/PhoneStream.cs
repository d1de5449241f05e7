using PersonalPT.Contracts;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Telemetry;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Telemetry;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using CaptureHeader = PersonalPT.Contracts.Sessions.CaptureHeader;
using SessionEvent = PersonalPT.Contracts.Sessions.SessionEvent;
using SessionPhase = PersonalPT.Contracts.Sessions.SessionPhase;
using SessionStatus = PersonalPT.Contracts.Sessions.SessionStatus;

namespace PersonalPT.Api.Tracking;

/// <summary>
/// One phone's stream. Three loops: one takes what comes to the session, one keeps the beat, and one writes, which is the only one that ever touches the
/// response stream. Whatever ends the stream says so by <see cref="End"/>; the writer then brings it to its end.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The loop that sends batches may outlive the stream, with a call under way; it returns the batch's arrays itself.")]
internal sealed partial class PhoneStream : ISessionObserver
{
    // So many bytes that wait are worth a call at once: holding them back would only slow a phone that has much to tell.
    private const int Backlog = 128 * CompactFrame.Size;

    // Messages that are read in one go.
    private const int MostMessages = InputChecks.MaxInputs;

    // More than the largest frame takes.
    private const int BytesOfInput = 1024;

    // Written and not sent before what is written next.
    private static readonly WriteOptions s_held = new(WriteFlags.BufferHint);

    private const string GoingAway = "The server is going away. Open a new stream.";
    private const string Late = "A later stream of this phone is open.";
    private const string Silent = "Nothing arrived for a long time. Open a new stream when there is something to send.";

    private readonly SessionKey _key;
    private readonly ISessionAccess _sessions;
    private readonly ISessionGrain _grain;
    private readonly TrackOpen _open;
    private readonly TimeProvider _time;
    private readonly ApiOptions _options;
    private readonly ApiInstruments _instruments;
    private readonly ILogger _logger;
    private readonly InputAllowance _allowance;
    private readonly BatchArrays _batch;
    private readonly EventCursor _events;
    private readonly Signal _signal = new(wakesInline: true);
    private readonly StatusSlot _status;
    private readonly AcknowledgementSlot _acknowledgement;
    private readonly StreamPace _pace;

    private readonly Lock _atBody = new();
    private bool _bodyIsGone;

    // Between reading and handing over: the first message, one that is being read, one that did not fit into the batch.
    private TrackRequest? _unread;
    private Task<bool>? _reading;
    private TrackRequest? _carried;
    private int _price;
    private int _turn;
    private long _arrivedMicros;

    private long _number;
    private bool _tailDue;
    private long _heard;
    private long _callsAndReturns;
    private Ending? _afterInputs;
    private Ending? _ending;

    public PhoneStream(
        SessionKey key, CaptureHeader capture, TrackOpen open, ISessionAccess sessions, IJournal journal, TimeProvider time, ApiOptions options,
        StreamPace pace, ApiInstruments instruments, ILogger logger)
    {
        (_key, _open, _sessions, _time, _options, _instruments, _logger) = (key, open, sessions, time, options, instruments, logger);
        _grain = sessions.Of(key);
        _allowance = new InputAllowance(options.Limits, time);
        _batch = new BatchArrays(capture);
        _events = new EventCursor(journal, key, (long)open.AfterEventSeq, options.BufferedEvents, instruments);
        _pace = pace;
        _status = new StatusSlot(time, pace, _signal);
        _acknowledgement = new AcknowledgementSlot(time, pace, _signal);
        _heard = time.GetTimestamp();
    }

    /// <summary>A stream's first message. A phone that opens a stream and says nothing is sent away like one that falls silent later.</summary>
    /// <returns>Null where there is none: the stream is over.</returns>
    public static async Task<TrackRequest?> First(
        IAsyncStreamReader<TrackRequest> requests, IServerStreamWriter<TrackResponse> responses, TimeProvider time, ApiOptions options,
        CancellationToken stopping, CancellationToken gone)
    {
        using var idle = new CancellationTokenSource(options.IdleTimeout, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(gone, stopping, idle.Token);
        try
        {
            return await requests.MoveNext(over.Token) ? requests.Current : null;
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            var closing = stopping.IsCancellationRequested
                ? new StreamClosing { Reason = StreamClosingReason.Resume, Message = GoingAway }
                : new StreamClosing { Reason = StreamClosingReason.Idle, Message = Silent };
            await responses.WriteAsync(new TrackResponse { Closing = closing }, gone);
            return null;
        }
    }

    /// <summary>Serves the stream to its end.</summary>
    /// <param name="first">Its first message, which has been read.</param>
    /// <param name="requests">What comes after it.</param>
    /// <param name="arrivals">How much of that has come.</param>
    /// <param name="responses">Where to write.</param>
    /// <param name="stopping">The server is going away.</param>
    /// <param name="gone">The phone is gone.</param>
    /// <exception cref="RpcException">Something that the phone sent is wrong, or there is no such session.</exception>
    public async Task Run(
        TrackRequest first, IAsyncStreamReader<TrackRequest> requests, IArrivals arrivals, IServerStreamWriter<TrackResponse> responses,
        CancellationToken stopping, CancellationToken gone)
    {
        using var span = PersonalPTTelemetry.Source.StartActivity("track");
        using var loops = CancellationTokenSource.CreateLinkedTokenSource(gone);
        using var onStopping = stopping.Register(() => Close(StreamClosingReason.Resume, GoingAway));
        var me = _sessions.Register(this);
        _instruments.Streams.Add(1);
        _pace.Change(1);
        try
        {
            var session = await _grain.Observe(me, asPhone: true, (long)_open.OldestHeldInputSeq, Opening) ?? throw Refusals.SessionNotFound(_key.SessionId);
            if (session.KeepsOut(PhoneId))
            {
                // Where the inputs stand that another phone has numbered is nothing for this one to go on from.
                Close(ClosingReason.Superseded);
                await responses.WriteAsync(new TrackResponse { Closing = _ending!.Closing }, gone);
                return;
            }

            if (_events.Sent > session.Acknowledgement.LastEventSeq)
                throw Refusals.BadRequest("open.after_event_seq", $"The session has {session.Acknowledgement.LastEventSeq} events only.");

            // The first word, whatever else there is to say.
            await responses.WriteAsync(new TrackResponse { Acknowledgement = WireEvents.Write(session.Acknowledgement) }, gone);
            _acknowledgement.Begin(session.Acknowledgement);
            _events.Hear(session.Acknowledgement.LastEventSeq);
            _status.Offer(session.Status);
            _tailDue = true;
            _number = session.StreamNumber;
            if (session.Phase == SessionPhase.Ended)
                Close(ClosingReason.SessionEnded);
            else if (_number == 0)
                Close(StreamClosingReason.Resume, Late);

            _ = Take(first, requests, arrivals, loops.Token);
            _ = Pulse(me, loops.Token);
            await Write(responses, gone);
        }
        finally
        {
            await loops.CancelAsync();

            // The server gives the body to another call when this one is over.
            lock (_atBody)
                _bodyIsGone = true;
            _instruments.Streams.Add(-1);
            _pace.Change(-1);
            _ = Leave(me);
            span?.SetTag("personalpt.batches", Interlocked.Read(ref _callsAndReturns) / 2).SetTag("personalpt.ending", _ending?.Closing?.Reason.ToString() ?? "none");
        }
    }

    Task ISessionObserver.OnEvents(IReadOnlyList<SessionEvent> events)
    {
        _events.Offer(events);
        _signal.Raise();
        return Task.CompletedTask;
    }

    Task ISessionObserver.OnStatus(SessionStatus status)
    {
        _status.Offer(status);
        return Task.CompletedTask;
    }

    Task ISessionObserver.OnClosing(ClosingReason reason)
    {
        Close(reason);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Reads, checks and hands over: one call to the session at a time, and none sooner than the linger after the one before. What comes meanwhile waits
    /// where the connection has put it, costs nothing there, and stops a phone that is quicker than its session by HTTP/2's flow control.
    /// </summary>
    private async Task Take(TrackRequest first, IAsyncStreamReader<TrackRequest> requests, IArrivals arrivals, CancellationToken ended)
    {
        var called = 0L;
        var refusedFrom = (Seq: long.MaxValue, At: 0L);
        var isReading = true;
        _unread = first;
        try
        {
            while (isReading)
            {
                await Look(called, arrivals, ended);
                isReading = await Fill(called, requests, arrivals, ended);
                if (Volatile.Read(ref _ending) is not null)
                    return;
                if (_batch.Count == 0)
                {
                    // Messages that say nothing must not keep others' from being read.
                    if (_turn == MostMessages)
                        await _pace.Wait(_pace.Linger);
                    continue;
                }

                if (_batch.First > refusedFrom.Seq && _time.GetElapsedTime(refusedFrom.At) < _options.Heartbeat)
                {
                    // Was on its way while the phone was being told to go back.
                    _batch.Clear();
                    continue;
                }

                called = _time.GetTimestamp();
                var result = await Call(_batch.ToBatch((long)_open.OldestHeldInputSeq, _arrivedMicros, _number, takesStatus: true));
                _batch.Clear();
                if (result.Outcome is SubmitOutcome.Taken or SubmitOutcome.NeedFrom or SubmitOutcome.Ended)
                    Take(result.Acknowledgement);
                if (result.Status is { } status)
                    _status.Offer(status);
                refusedFrom = result.Outcome == SubmitOutcome.NeedFrom ? (result.Acknowledgement.NextInputSeq, _time.GetTimestamp()) : (long.MaxValue, 0);
                if (!await GoesOn(result))
                    return;
            }

            End(_afterInputs ?? Ending.Done);
        }
        catch (Exception e)
        {
            // Taken or not, who knows: the grain may still read the arrays, and a new stream begins with the truth.
            _batch.GiveUp();
            LogUnknownOutcome(e, _key);
            Close(StreamClosingReason.Resume, "The session cannot be reached at the moment. Open a new stream.");
        }
        finally
        {
            _batch.Dispose();
            _allowance.Dispose();
        }
    }

    /// <summary>
    /// On a busy gateway, looks from time to time whether something has come instead of being woken by it: waking costs more than what there is to do, and
    /// what is due at the same time is done together.
    /// </summary>
    private async ValueTask Look(long called, IArrivals arrivals, CancellationToken ended)
    {
        while (_pace.IsBusy && called != 0 && _reading is null && !ended.IsCancellationRequested && Waiting(arrivals) == 0)
            await _pace.Wait(_pace.Linger);
    }

    /// <summary>Waits until the session may be called again. Whoever has something to hand over waits, and nobody who has not: most come when they may.</summary>
    private async ValueTask Linger(long called, IArrivals arrivals, CancellationToken ended)
    {
        while (called != 0 && !ended.IsCancellationRequested && Waiting(arrivals) < Backlog)
        {
            var rest = _pace.Linger - _time.GetElapsedTime(called);
            if (rest <= TimeSpan.Zero)
                return;

            await _pace.Wait(rest);
        }
    }

    private long Waiting(IArrivals arrivals)
    {
        var carried = (long)(_carried?.Inputs.Count ?? 0) * CompactFrame.Size;

        // Nobody may look while a message is being read.
        if (_reading is not null)
            return carried;
        lock (_atBody)
            return _bodyIsGone ? carried : carried + arrivals.BytesWaiting;
    }

    private Task<bool> Next(IAsyncStreamReader<TrackRequest> requests, CancellationToken ended)
    {
        lock (_atBody)
            return _bodyIsGone ? Task.FromCanceled<bool>(new CancellationToken(canceled: true)) : requests.MoveNext(ended);
    }

    /// <summary>Waits for a message, and moves it and those that have come behind it into the batch, while they go on where it ends.</summary>
    /// <returns>Whether there is more to come.</returns>
    private async ValueTask<bool> Fill(long called, IAsyncStreamReader<TrackRequest> requests, IArrivals arrivals, CancellationToken ended)
    {
        try
        {
            for (_turn = 0; _turn < MostMessages; _turn++)
            {
                if (_carried is null)
                {
                    if (_unread is null)
                    {
                        var reading = _reading ?? Next(requests, ended);
                        _reading = null;
                        if (!reading.IsCompleted && _batch.Count > 0)
                        {
                            // The rest of a message that has come in part must not keep those before it waiting.
                            _reading = reading;
                            return true;
                        }

                        if (!await reading)
                        {
                            _afterInputs = Ending.Done;
                            return false;
                        }
                    }

                    _carried = Check(_unread ?? requests.Current, mayOpen: _unread is not null);
                    _unread = null;
                    _price = PriceOf(_carried);
                }

                if (_price > 0 && !_allowance.TryTake(_price))
                {
                    // Those before it have been paid for and do not wait with it.
                    if (_batch.Count > 0)
                        return true;
                    _instruments.Slowed.Add(1);
                    await _allowance.Take(_price, ended);
                }

                _price = 0;
                if (_carried.Inputs.Count > 0)
                {
                    if (_batch.Count == 0)
                        await Linger(called, arrivals, ended);
                    if (!_batch.Continues(_carried.FirstInputSeq, _carried.Inputs.Count))
                        return true;
                    _batch.Add(_carried.FirstInputSeq, _carried.Inputs);
                    _arrivedMicros = _time.UtcMicros();
                }

                _carried = null;
                if (Waiting(arrivals) == 0)
                    return true;
            }

            return true;
        }
        catch (RpcException e)
        {
            // What came before it is good and is taken.
            _instruments.Rejected.Add(1);
            _afterInputs = new Ending(null, e, DeliverAll: false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The phone is gone, or the stream has ended on this side.
            _afterInputs = new Ending(null, new RpcException(new Status(StatusCode.Cancelled, "The phone has gone.")), DeliverAll: false);
        }
        catch (Exception e)
        {
            // An OK would tell the phone that all it sent was taken.
            LogUnreadable(e, _key);
            _afterInputs = new Ending(null, Refusals.Internal(Activity.Current?.TraceId.ToString()), DeliverAll: false);
        }

        return false;
    }

    private TrackRequest Check(TrackRequest message, bool mayOpen)
    {
        Volatile.Write(ref _heard, _time.GetTimestamp());
        if (!mayOpen && message.Open is not null)
            throw Refusals.BadRequest("open", "May stand in the first message of a stream only.");
        return InputChecks.Check(message.FirstInputSeq, message.Inputs) is { } violation ? throw Refusals.BadRequest([violation]) : message;
    }

    // A message is worth its inputs, one without any is worth one, and one that is larger than its inputs need is worth its size.
    private static int PriceOf(TrackRequest message) => Math.Min(InputChecks.MaxInputs, Math.Max(Math.Max(1, message.Inputs.Count), message.CalculateSize() / BytesOfInput));

    private async Task<SubmitResult> Call(InputBatch batch)
    {
        Interlocked.Increment(ref _callsAndReturns);
        _instruments.Buffered(batch.Inputs.Length);
        try
        {
            return await _grain.Submit(batch);
        }
        finally
        {
            _instruments.Buffered(-batch.Inputs.Length);
            Interlocked.Increment(ref _callsAndReturns);
        }
    }

    private async ValueTask<bool> GoesOn(SubmitResult result)
    {
        switch (result.Outcome)
        {
            case SubmitOutcome.Taken:
                return true;
            case SubmitOutcome.NeedFrom:
                _acknowledgement.NeedFrom(result.Acknowledgement.NextInputSeq);
                return true;
            case SubmitOutcome.Ended:
                Close(ClosingReason.SessionEnded);
                return false;
            case SubmitOutcome.Resume:
                Close(ClosingReason.Resume);
                return false;
            case SubmitOutcome.Superseded:
                Close((await _grain.Get())?.Closes(_number, PhoneId) ?? ClosingReason.Resume);
                return false;
            default:
                End(new Ending(null, Refusals.Of(result, _key.SessionId), DeliverAll: false));
                return false;
        }
    }

    /// <summary>Every second: the acknowledgement again, and a look at whether something was lost. Every minute: still here.</summary>
    private async Task Pulse(ISessionObserver me, CancellationToken ended)
    {
        // The beat is no part of anybody's trace.
        Activity.Current = null;
        var renewed = _time.GetTimestamp();
        var (submissions, newest) = (0L, 0L);
        using var timer = new PeriodicTimer(_options.Heartbeat, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                if (_time.GetElapsedTime(Volatile.Read(ref _heard)) >= _options.IdleTimeout)
                {
                    Close(StreamClosingReason.Idle, Silent);
                    return;
                }

                // Known at the last beat and still not sent: lost on its way here, perhaps because the grain has forgotten this stream.
                var missing = newest > _events.Sent;
                var now = Interlocked.Read(ref _callsAndReturns);
                if (missing || _time.GetElapsedTime(renewed) >= _options.ObserverRenewal)
                {
                    Look(await _grain.Renew(me, _number), now);
                    renewed = _time.GetTimestamp();
                }
                else if (now == submissions)
                {
                    Look(await _grain.Get(), now);
                }

                (submissions, newest) = (now, _events.Newest);
                _acknowledgement.Repeat();
                if (missing)
                    Volatile.Write(ref _tailDue, true);
                _signal.Raise();
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            LogUnreachable(e, _key);
            Close(StreamClosingReason.Resume, "The session cannot be reached at the moment. Open a new stream.");
        }
    }

    private void Look(SessionSnapshot? session, long submissions)
    {
        if (session is null)
        {
            Close(ClosingReason.Resume);
            return;
        }

        // Where the session has moved, its new place knows no stream yet, and what it says is not for this one.
        if (session.Closes(_number, PhoneId) is { } reason and not ClosingReason.SessionEnded)
        {
            Close(reason);
            return;
        }

        // While a batch is under way its own answer is the newer one.
        if (!IsCalling && submissions == Interlocked.Read(ref _callsAndReturns))
            Take(session.Acknowledgement);
        _events.Hear(session.Acknowledgement.LastEventSeq);
        if (session.Phase == SessionPhase.Ended)
            Close(ClosingReason.SessionEnded);
    }

    private void Take(InputAcknowledgement acknowledgement)
    {
        _events.Hear(acknowledgement.LastEventSeq);
        _acknowledgement.Offer(acknowledgement);
    }

    private async Task Write(IServerStreamWriter<TrackResponse> responses, CancellationToken gone)
    {
        // Acknowledgements free the phone's memory: they do not wait behind a long list of events.
        async ValueTask WriteEvent(SessionEvent entry)
        {
            await WriteAcknowledgement(responses, withCompany: true, gone);
            await responses.WriteAsync(new TrackResponse { Event = WireEvents.Write(entry) }, gone);
        }

        using var waking = gone.UnsafeRegister(static signal => ((Signal)signal!).Raise(), _signal);

        while (true)
        {
            // The answer to the batch that ended the session may come after the news that it ended; it is the phone's last acknowledgement.
            var ending = Volatile.Read(ref _ending);
            if (ending is { DeliverAll: true } && IsCalling)
                ending = null;
            var toTheEnd = Interlocked.Exchange(ref _tailDue, false);
            if (ending is { DeliverAll: true })
                _acknowledgement.Repeat();
            else if (ending is not null)
                _acknowledgement.Hasten();

            if (ending is null || ending.DeliverAll)
                await _events.Send(WriteEvent, toTheEnd || ending is not null, gone);
            if (ending is not null)
            {
                await WriteAcknowledgement(responses, withCompany: false, gone);
                if (ending.Closing is { } closing)
                    await responses.WriteAsync(new TrackResponse { Closing = closing }, gone);
                if (ending.Error is { } error)
                    throw error;
                return;
            }

            var hasStatus = _status.TryTake(out var status);
            await WriteAcknowledgement(responses, withCompany: hasStatus, gone);
            if (hasStatus)
                await responses.WriteAsync(new TrackResponse { Status = WireEvents.Write(status) }, gone);
            gone.ThrowIfCancellationRequested();
            await _signal.Wait();
        }
    }

    /// <summary>Writes the acknowledgement, if its time has come.</summary>
    /// <param name="responses">Where to.</param>
    /// <param name="withCompany">Something else is written right after it: it goes along, and both leave together.</param>
    /// <param name="gone">The phone is gone.</param>
    private ValueTask WriteAcknowledgement(IServerStreamWriter<TrackResponse> responses, bool withCompany, CancellationToken gone)
    {
        var (needFrom, due) = _acknowledgement.Take(withCompany);
        return needFrom is null && due is null ? default : WriteAcknowledgement(responses, needFrom, due, withCompany, gone);
    }

    private async ValueTask WriteAcknowledgement(
        IServerStreamWriter<TrackResponse> responses, long? needFrom, InputAcknowledgement? due, bool withCompany, CancellationToken gone)
    {
        if (needFrom is { } from)
            await responses.WriteAsync(new TrackResponse { NeedFrom = new NeedFrom { InputSeq = (ulong)from } }, gone);
        if (due is not { } acknowledgement)
            return;

        // Events that are still on their way out of here must not look lost to the phone; that they come is this stream's care.
        var shown = acknowledgement with { LastEventSeq = Math.Min(acknowledgement.LastEventSeq, _events.Sent) };
        if (withCompany)
            responses.WriteOptions = s_held;
        await responses.WriteAsync(new TrackResponse { Acknowledgement = WireEvents.Write(shown) }, gone);
        if (withCompany)
            responses.WriteOptions = null;
    }

    private async Task Leave(ISessionObserver me)
    {
        try
        {
            await _grain.Forget(me);
        }
        catch (Exception e)
        {
            // It forgets by itself after two minutes.
            LogUnreachable(e, _key);
        }

        // A call that was on its way when the grain forgot must still find somebody.
        await Task.Delay(_options.Heartbeat, _time);
        _sessions.Unregister(me);
    }

    private string? PhoneId => _open.PhoneId.Length == 0 ? null : _open.PhoneId;

    private PhoneOpening? Opening => PhoneId is { } phone ? new PhoneOpening(phone, (long)_open.Opening) : null;

    private bool IsCalling => Interlocked.Read(ref _callsAndReturns) % 2 == 1;

    private void Close(ClosingReason reason)
    {
        var (wire, message) = reason switch
        {
            ClosingReason.Superseded => (StreamClosingReason.Superseded, "Another stream of this session was opened later."),
            ClosingReason.SessionEnded => (StreamClosingReason.SessionEnded, "The session has ended."),
            _ => (StreamClosingReason.Resume, "The session goes on elsewhere. Open a new stream."),
        };
        Close(wire, message);
    }

    private void Close(StreamClosingReason reason, string message) => End(new Ending(
        new StreamClosing { Reason = reason, Message = message }, null, DeliverAll: reason is StreamClosingReason.SessionEnded or StreamClosingReason.Idle));

    private void End(Ending ending)
    {
        Interlocked.CompareExchange(ref _ending, ending, null);
        _signal.Raise();
    }

    /// <summary>How the stream ends; the first one counts.</summary>
    /// <param name="Closing">The last message, if any.</param>
    /// <param name="Error">The status, if it is not OK.</param>
    /// <param name="DeliverAll">Whether the phone first gets every event that there is.</param>
    private sealed record Ending(StreamClosing? Closing, Exception? Error, bool DeliverAll)
    {
        /// <summary>The phone has said all, everything was taken, and all events were sent.</summary>
        public static readonly Ending Done = new(null, null, DeliverAll: true);
    }

    [LoggerMessage(LogLevel.Error, "The stream of session {Session} could not be read on.")]
    private partial void LogUnreadable(Exception exception, SessionKey session);

    [LoggerMessage(LogLevel.Warning, "What became of a batch of session {Session} is not known; its phone is asked to open a new stream.")]
    private partial void LogUnknownOutcome(Exception exception, SessionKey session);

    [LoggerMessage(LogLevel.Warning, "Session {Session} could not be reached.")]
    private partial void LogUnreachable(Exception exception, SessionKey session);
}
