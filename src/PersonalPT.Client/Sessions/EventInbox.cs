using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>
/// The session's events on their way to the app: each once, in order. The queue is bounded. Where the app reads too slowly for it, or not at all, events
/// that do not fit are not kept: the server's log has them, and the reader fetches them from there when it has come that far.
/// </summary>
internal sealed class EventInbox
{
    /// <summary>Events kept at most.</summary>
    public const int Capacity = 1024;

    private readonly Lock _gate = new();
    private readonly Queue<SessionEvent> _queue = new();
    private readonly Doorbell _bell = new();
    private readonly Func<ulong, CancellationToken, Task<IReadOnlyList<SessionEvent>>> _fetch;

    private ulong _received;
    private ulong _queued;
    private bool _complete;
    private Exception? _failure;

    /// <summary>Makes an empty inbox.</summary>
    /// <param name="fetch">Reads events after a number from the server's log: at least one where there are any.</param>
    public EventInbox(Func<ulong, CancellationToken, Task<IReadOnlyList<SessionEvent>>> fetch) => _fetch = fetch;

    /// <summary>The newest event up to which all have come.</summary>
    public ulong Received
    {
        get
        {
            lock (_gate)
                return _received;
        }
    }

    /// <summary>Takes an event from the wire.</summary>
    public EventArrival Offer(SessionEvent sessionEvent)
    {
        lock (_gate)
        {
            if (sessionEvent.EventSeq <= _received)
                return EventArrival.Known;
            if (sessionEvent.EventSeq > _received + 1)
                return EventArrival.Ahead;
            var inOrder = _queued == _received;
            _received = sessionEvent.EventSeq;
            if (inOrder && _queue.Count < Capacity)
            {
                _queue.Enqueue(sessionEvent);
                _queued = _received;
            }
        }

        _bell.Ring();
        return EventArrival.New;
    }

    /// <summary>Nothing more will come.</summary>
    /// <param name="failure">Why, where it is not the regular end.</param>
    public void Complete(Exception? failure)
    {
        lock (_gate)
        {
            _complete = true;
            _failure ??= failure;
        }

        _bell.Ring();
    }

    /// <summary>The next event, or null where nothing more will come. One caller at a time.</summary>
    public async ValueTask<SessionEvent?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ulong after;
            bool complete, fetch;
            Exception? failure;
            lock (_gate)
            {
                if (_queue.TryDequeue(out var next))
                    return next;
                fetch = _queued < _received;
                after = _queued;
                complete = _complete;
                failure = _failure;
            }

            if (failure is not null)
                throw failure;
            if (fetch)
                TakeFetched(await _fetch(after, cancellationToken));
            else if (complete)
                return null;
            else
                await _bell.WaitAsync(cancellationToken);
        }
    }

    // While the queue is behind, Offer adds nothing to it, so that what was fetched fits without a hole.
    private void TakeFetched(IReadOnlyList<SessionEvent> events)
    {
        lock (_gate)
        {
            foreach (var fetched in events)
            {
                if (fetched.EventSeq != _queued + 1)
                    continue;
                _queue.Enqueue(fetched);
                _queued = fetched.EventSeq;
                _received = Math.Max(_received, _queued);
            }
        }
    }
}

/// <summary>What an event from the wire is.</summary>
internal enum EventArrival
{
    /// <summary>The next one.</summary>
    New = 1,
    /// <summary>One that came before.</summary>
    Known = 2,
    /// <summary>One or more before it are missing.</summary>
    Ahead = 3,
}
