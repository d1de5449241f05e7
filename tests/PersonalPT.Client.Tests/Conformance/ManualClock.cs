namespace PersonalPT.Client.Tests.Conformance;

/// <summary>Time that stands still until it is moved, from one timer to the next.</summary>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<Timer> _timers = [];
    private TimeSpan _now;

    /// <summary>Raised when a timer is set, from any thread.</summary>
    public event Action? Set;

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Now
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    /// <summary>When the next timer is due; null where none is set.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_gate)
                return _timers.Min(t => t.Due);
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Whether somebody waits for a time to pass once, as between two tries, and not only for the next beat.</summary>
    public bool IsWaitedFor
    {
        get
        {
            lock (_gate)
                return _timers.Any(t => t.IsDelay && t.Due is not null);
        }
    }

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

    /// <summary>Moves to the next timer that is due by then, and lets it act; where there is none, to then.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Step(TimeSpan until)
    {
        Timer[] due;
        lock (_gate)
        {
            var next = _timers.Select(t => t.Due).Where(d => d <= until).Min();
            _now = next is { } at && at < until ? (at > _now ? at : _now) : until > _now ? until : _now;
            if (next is null)
                return false;
            due = [.. _timers.Where(t => t.Due <= _now)];
            foreach (var timer in due)
                timer.Due = timer.Period is { } period ? _now + period : null;
        }

        foreach (var timer in due)
            timer.Act();
        return true;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state) { IsDelay = dueTime != Timeout.InfiniteTimeSpan && period == Timeout.InfiniteTimeSpan };
        lock (_gate)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public bool IsDelay { get; init; }

        public TimeSpan? Due { get; set; }

        public TimeSpan? Period { get; private set; }

        public void Act() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (!clock._timers.Contains(this))
                    return false;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                Period = period == Timeout.InfiniteTimeSpan ? null : period;
            }

            clock.Set?.Invoke();
            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
