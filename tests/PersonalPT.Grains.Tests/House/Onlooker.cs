using System.Threading.Channels;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Grains.Tests.House;

/// <summary>A gateway that looks on and keeps what it is told.</summary>
internal sealed class Onlooker : ISessionObserver
{
    private readonly Channel<SessionEvent> _events = Channel.CreateUnbounded<SessionEvent>();
    private readonly Channel<SessionStatus> _statuses = Channel.CreateUnbounded<SessionStatus>();
    private readonly TaskCompletionSource<ClosingReason> _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<SessionEvent>? _onEvent;

    public Onlooker(TestHouse house, Action<SessionEvent>? onEvent = null)
    {
        _onEvent = onEvent;
        Reference = house.Client.CreateObjectReference<ISessionObserver>(this);
    }

    public ISessionObserver Reference { get; }

    /// <summary>Why it was closed, as soon as it is.</summary>
    public Task<ClosingReason> Closing => _closing.Task.WaitAsync(TestContext.Current.CancellationToken);

    public bool IsClosed => _closing.Task.IsCompleted;

    public Task OnEvents(IReadOnlyList<SessionEvent> events)
    {
        foreach (var e in events)
        {
            _onEvent?.Invoke(e);
            _events.Writer.TryWrite(e);
        }

        return Task.CompletedTask;
    }

    public Task OnStatus(SessionStatus status)
    {
        _statuses.Writer.TryWrite(status);
        return Task.CompletedTask;
    }

    public Task OnClosing(ClosingReason reason)
    {
        _closing.TrySetResult(reason);
        return Task.CompletedTask;
    }

    public async Task<SessionEvent> NextEvent() => await _events.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task<SessionStatus> NextStatus() => await _statuses.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Reads events up to and with one.</summary>
    public async Task<IReadOnlyList<SessionEvent>> EventsUpTo(long eventSeq)
    {
        var events = new List<SessionEvent>();
        do
            events.Add(await NextEvent());
        while (events[^1].EventSeq < eventSeq);
        return events;
    }
}
