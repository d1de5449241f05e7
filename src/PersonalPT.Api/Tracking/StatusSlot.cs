using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Tracking;

/// <summary>The newest status of a stream: the last value wins, and one goes out in each interval at most.</summary>
internal sealed class StatusSlot
{
    private readonly TimeProvider _time;
    private readonly StreamPace _pace;
    private readonly Signal _signal;
    private readonly Lock _gate = new();
    private SessionStatus? _newest;
    private long? _taken;
    private bool _isWaiting;

    public StatusSlot(TimeProvider time, StreamPace pace, Signal signal) => (_time, _pace, _signal) = (time, pace, signal);

    /// <summary>A new value.</summary>
    public void Offer(SessionStatus status)
    {
        lock (_gate)
        {
            _newest = status;
            if (_isWaiting)
                return;
            if (_taken is { } taken && _pace.StatusInterval - _time.GetElapsedTime(taken) is { } rest && rest > TimeSpan.Zero)
            {
                WaitFor(rest);
                return;
            }
        }

        _signal.Raise();
    }

    /// <summary>The value, if there is a new one and its time has come; if only its time has not, the signal is raised when it has.</summary>
    public bool TryTake(out SessionStatus status)
    {
        lock (_gate)
        {
            status = default;
            _isWaiting = false;
            if (_newest is not { } newest)
                return false;

            if (_taken is { } taken && _pace.StatusInterval - _time.GetElapsedTime(taken) is { } rest && rest > TimeSpan.Zero)
            {
                WaitFor(rest);
                return false;
            }

            status = newest;
            _newest = null;
            _taken = _time.GetTimestamp();
            return true;
        }
    }

    private void WaitFor(TimeSpan rest)
    {
        _isWaiting = true;
        _pace.RaiseAfter(rest, _signal);
    }
}
