using Grpc.Core;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Telemetry;
using PersonalPT.Api.Tracking;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.V1;
using SessionEnded = PersonalPT.Contracts.Sessions.SessionEnded;
using SessionEvent = PersonalPT.Contracts.Sessions.SessionEvent;

namespace PersonalPT.Api.Watching;

/// <summary>One watcher's stream: what is in the journal already, then what the gym's feed brings, until the session has ended.</summary>
internal sealed class WatchStream : ISessionWatcher
{
    // A feed that is silent about the session for so many beats is not trusted: the journal is asked.
    private const int SilentBeats = 5;

    private readonly SessionKey _key;
    private readonly GymHub _hub;
    private readonly ISessionAccess _sessions;
    private readonly IJournal _journal;
    private readonly TimeProvider _time;
    private readonly ApiOptions _options;
    private readonly ApiInstruments _instruments;
    private readonly EventCursor _events;
    private readonly Signal _signal = new();
    private readonly StatusSlot _status;
    private readonly long _after;

    private int _silence;
    private volatile bool _beatDue;
    private volatile bool _tailDue = true;
    private volatile bool _ended;
    private volatile Exception? _failure;

    public WatchStream(
        SessionKey key, long after, GymHub hub, ISessionAccess sessions, IJournal journal, TimeProvider time, ApiOptions options,
        StreamPace pace, ApiInstruments instruments)
    {
        (_key, _after, _hub, _sessions, _journal, _time, _options, _instruments) = (key, after, hub, sessions, journal, time, options, instruments);
        _events = new EventCursor(journal, key, after, options.BufferedEvents, instruments);
        _status = new StatusSlot(time, pace, _signal);
    }

    /// <summary>Serves the stream to its end.</summary>
    /// <exception cref="RpcException">There is no such session, it has fewer events than the watcher says, or the server is going away.</exception>
    public async Task Run(IServerStreamWriter<WatchSessionResponse> responses, CancellationToken stopping, CancellationToken gone)
    {
        using var loops = CancellationTokenSource.CreateLinkedTokenSource(gone);
        using var onStopping = stopping.Register(() =>
        {
            _failure = Refusals.Unavailable("The server is going away. Watch again.");
            _signal.Raise();
        });
        _instruments.Watchers.Add(1);
        try
        {
            // The feed first and the journal after it: so nothing can fall between the two.
            await using var watching = await _hub.Watch(_key, this, gone);
            var stored = await _journal.Find(_key, gone) ?? throw Refusals.SessionNotFound(_key.SessionId);
            if (_after > stored.LastEventSeq)
                throw Refusals.BadRequest("after_event_seq", $"The session has {stored.LastEventSeq} events only.");

            _events.Hear(stored.LastEventSeq);
            if (stored.EndedMicros is not null)
                _ended = true;
            if (!_ended && await _sessions.Of(_key).Get() is { } session)
                _status.Offer(session.Status);
            _ = Pulse(loops.Token);
            await Write(responses, gone);
        }
        finally
        {
            await loops.CancelAsync();
            _instruments.Watchers.Add(-1);
        }
    }

    public void OnEvents(IReadOnlyList<SessionEvent> events)
    {
        Volatile.Write(ref _silence, 0);
        _events.Offer(events);
        if (events.Any(e => e.Body is SessionEnded))
            _ended = true;
        _signal.Raise();
    }

    public void OnErased()
    {
        _failure = Refusals.SessionErased();
        _signal.Raise();
    }

    public void OnStatus(SessionStatusReport report)
    {
        Volatile.Write(ref _silence, 0);
        _events.Hear(report.LastEventSeq);
        _status.Offer(report.Status);
    }

    private async Task Pulse(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(_options.Heartbeat, _time);
        var newest = 0L;
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                var missing = newest > _events.Sent;
                if (Interlocked.Increment(ref _silence) >= SilentBeats)
                {
                    Volatile.Write(ref _silence, 0);
                    var stored = await _journal.Find(_key, ended) ?? throw Refusals.SessionNotFound(_key.SessionId);
                    missing |= stored.LastEventSeq > _events.Sent;
                    _events.Hear(stored.LastEventSeq);
                    if (stored.EndedMicros is not null)
                        _ended = true;
                }

                newest = _events.Newest;
                if (missing)
                    _tailDue = true;
                _beatDue = true;
                _signal.Raise();
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            _failure = e;
            _signal.Raise();
        }
    }

    private async Task Write(IServerStreamWriter<WatchSessionResponse> responses, CancellationToken gone)
    {
        async ValueTask WriteEvent(SessionEvent entry) =>
            await responses.WriteAsync(new WatchSessionResponse { Event = WireEvents.Write(entry) }, gone);

        while (true)
        {
            var ended = _ended;
            var toTheEnd = _tailDue || ended;
            _tailDue = false;
            await _events.Send(WriteEvent, toTheEnd, gone);
            if (ended)
                return;
            if (_failure is { } failure)
                throw failure;
            if (_status.TryTake(out var status))
                await responses.WriteAsync(new WatchSessionResponse { Status = WireEvents.Write(status) }, gone);
            if (_beatDue)
            {
                _beatDue = false;
                await responses.WriteAsync(new WatchSessionResponse { LastEventSeq = (ulong)_events.Sent }, gone);
            }

            await _signal.Wait(gone);
        }
    }
}
