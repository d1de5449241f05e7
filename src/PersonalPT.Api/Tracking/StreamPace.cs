namespace PersonalPT.Api.Tracking;

/// <summary>
/// The rhythm of all phones' streams of a gateway. Few streams get the shortest linger; many get up to twice that, because a call costs the same for three
/// frames as for one. And one timer serves all of them: what is due within the same hundredth of a second is done together, on one thread a processor, without
/// a timer, an object and a wake-up for each.
/// </summary>
internal sealed class StreamPace : IDisposable
{
    /// <summary>Streams a processor up to which nothing is stretched, and from which on all of it is.</summary>
    public const int CalmStreams = 100, BusyStreams = 400;

    /// <summary>How much longer everything takes on a busy gateway.</summary>
    public const double MostStretch = 2;

    private const int Slots = 64;

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(10);

    private readonly ApiOptions _options;
    private readonly TimeProvider _time;
    private readonly int _processors;
    private readonly Action<Action> _queue;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Slot[] _slots = new Slot[Slots];
    private int _turn;
    private int _streams;
    private long _linger;
    private long _statusInterval;
    private long _done;
    private int _pending;
    private bool _isRunning;
    private int _isTicking;

    public StreamPace(ApiOptions options, TimeProvider time)
        : this(options, time, Environment.ProcessorCount, work => ThreadPool.UnsafeQueueUserWorkItem(static work => ((Action)work!)(), work))
    {
    }

    /// <summary>A pace for a machine of so many processors, which hands work to other threads as given.</summary>
    internal StreamPace(ApiOptions options, TimeProvider time, int processors, Action<Action> queue)
    {
        (_options, _time, _processors, _queue, _start) = (options, time, processors, queue, time.GetTimestamp());
        for (var i = 0; i < Slots; i++)
            _slots[i] = new Slot(processors);
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Change(0);
    }

    /// <summary>A session gets one call in this time at most.</summary>
    public TimeSpan Linger => TimeSpan.FromTicks(Volatile.Read(ref _linger));

    /// <summary>Whether there are so many streams that it is cheaper to look for what has come than to be woken by it.</summary>
    public bool IsBusy => Linger > _options.Linger;

    /// <summary>Least time between two statuses on a stream, and between two acknowledgements that say nothing of importance.</summary>
    public TimeSpan StatusInterval => TimeSpan.FromTicks(Volatile.Read(ref _statusInterval));

    /// <summary>One more stream, or one fewer.</summary>
    public void Change(int streams)
    {
        var each = (double)Interlocked.Add(ref _streams, streams) / _processors;
        var stretch = 1 + (MostStretch - 1) * Math.Clamp((each - CalmStreams) / (BusyStreams - CalmStreams), 0, 1);
        Volatile.Write(ref _linger, (_options.Linger * stretch).Ticks);
        Volatile.Write(ref _statusInterval, (_options.StatusInterval * stretch).Ticks);
    }

    /// <summary>
    /// Completes when the time has gone by, up to a tick later; one that is longer than the pace looks ahead, sooner. Whoever waits goes on together with
    /// others, one after another, and must not block nor take long.
    /// </summary>
    public Task Wait(TimeSpan time)
    {
        lock (_gate)
        {
            var waiting = LaneAfter(time).Wait();
            Start();
            return waiting;
        }
    }

    /// <summary>Raises a signal when the time has gone by, with the same reservations.</summary>
    public void RaiseAfter(TimeSpan time, Signal signal)
    {
        lock (_gate)
        {
            LaneAfter(time).Signals.Add(signal);
            Start();
        }
    }

    public void Dispose() => _timer.Dispose();

    private long Now => _time.GetElapsedTime(_start).Ticks;

    private Lane LaneAfter(TimeSpan time)
    {
        var now = Now;
        if (!_isRunning)
            _done = now / s_tick.Ticks;
        var due = (now + time.Ticks + s_tick.Ticks - 1) / s_tick.Ticks;
        var slot = _slots[Math.Clamp(due, _done + 1, _done + Slots - 1) % Slots];
        _pending++;
        slot.Count++;
        _turn = (_turn + 1) % _processors;
        return slot.Lanes[_turn] ??= new Lane();
    }

    /// <summary>It stands still while nobody waits, and goes on at the next full tick. Somebody must wait by then: a tick that finds nobody stops it again.</summary>
    private void Start()
    {
        if (_isRunning)
            return;

        _isRunning = true;
        _timer.Change(TimeSpan.FromTicks(Math.Max(0, (_done + 1) * s_tick.Ticks - Now)), s_tick);
    }

    private void Tick()
    {
        // A tick that takes longer than a tick does the next one, too.
        if (Interlocked.Exchange(ref _isTicking, 1) == 1)
            return;

        while (TryTakeNext() is { } lanes)
        {
            // Each processor takes its share; this thread takes the first one.
            foreach (var lane in lanes.AsSpan(1))
            {
                if (lane is not null)
                    _queue(lane.GoOn);
            }

            lanes[0]?.GoOn();
        }

        Volatile.Write(ref _isTicking, 0);
    }

    private Lane?[]? TryTakeNext()
    {
        lock (_gate)
        {
            if (_done >= Now / s_tick.Ticks)
            {
                if (_pending == 0)
                {
                    _isRunning = false;
                    _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }

                return null;
            }

            var slot = _slots[++_done % Slots];
            _pending -= slot.Count;
            return slot.Take();
        }
    }

    /// <summary>What is due at one tick: a lane for each processor.</summary>
    private sealed class Slot(int processors)
    {
        public Lane?[] Lanes { get; private set; } = new Lane?[processors];

        public int Count { get; set; }

        public Lane?[] Take()
        {
            if (Count == 0)
                return Lanes;

            var taken = Lanes;
            (Lanes, Count) = (new Lane?[processors], 0);
            return taken;
        }
    }

    /// <summary>Those who go on one after another.</summary>
    private sealed class Lane
    {
        private TaskCompletionSource? _waiting;

        public List<Signal> Signals { get; } = [];

        public Task Wait() => (_waiting ??= new TaskCompletionSource()).Task;

        public void GoOn()
        {
            foreach (var signal in Signals)
                signal.Raise();
            _waiting?.SetResult();
        }
    }
}
