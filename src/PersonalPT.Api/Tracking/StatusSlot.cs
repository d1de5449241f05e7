using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Tracking;

/// <summary>The newest status of a stream: the last value wins, and one goes out in each interval at most.</summary>
internal sealed class StatusSlot : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly Signal _signal;
    private readonly ITimer _due;
    private readonly Lock _gate = new();
    private SessionStatus? _newest;
    private long? _taken;

    public StatusSlot(TimeProvider time, TimeSpan interval, Signal signal)
    {
        (_time, _interval, _signal) = (time, interval, signal);
        _due = time.CreateTimer(_ => signal.Raise(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A new value.</summary>
    public void Offer(SessionStatus status)
    {
        lock (_gate)
            _newest = status;
        _signal.Raise();
    }

    /// <summary>The value, if there is a new one and its time has come; if only its time has not, the signal is raised when it has.</summary>
    public bool TryTake(out SessionStatus status)
    {
        lock (_gate)
        {
            status = default;
            if (_newest is not { } newest)
                return false;

            if (_taken is { } taken && _interval - _time.GetElapsedTime(taken) is { } rest && rest > TimeSpan.Zero)
            {
                _due.Change(rest, Timeout.InfiniteTimeSpan);
                return false;
            }

            status = newest;
            _newest = null;
            _taken = _time.GetTimestamp();
            return true;
        }
    }

    public void Dispose() => _due.Dispose();
}
