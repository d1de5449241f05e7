using System.Diagnostics.Metrics;
using PersonalPT.Contracts.Telemetry;

namespace PersonalPT.Api.Limits;

/// <summary>
/// Whether this server has more to do than it can, by what it measures of itself: the age of frames when they reach their counter, the time of commits and
/// how long work waits for a thread. Ages and not lengths of queues: a long queue that moves is no trouble, a short one that stands is. Bad for some seconds
/// in a row means overloaded, good for some means calm again. Before that, threads that are hard to come by mean strained: sessions begin slowly, so that
/// those who come in a rush do not all get in before they can be noticed.
/// </summary>
internal sealed class LoadGauge : IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_probeEvery = TimeSpan.FromMilliseconds(100);

    private readonly LimitOptions _limits;
    private readonly Tide _frameAge;
    private readonly Tide _commitTime;
    private readonly Tide _threadWait;
    private readonly Tide _threadStrain;
    private readonly TimeProvider _time;
    private readonly Action<Action> _queue;
    private readonly MeterListener _listener = new();
    private readonly ITimer _turns;
    private readonly ITimer _probes;
    private long _liveSessions;
    private long _buffered;
    private int _bad;
    private int _good;
    private int _easy;
    private volatile StrainedSecond _second;
    private volatile bool _overloaded;
    private volatile bool _strained;
    private volatile bool _shut;

    public LoadGauge(ApiOptions options, IMeterFactory meters, TimeProvider time)
        : this(options, meters, time, work => ThreadPool.UnsafeQueueUserWorkItem(static work => ((Action)work!)(), work))
    {
    }

    /// <summary>A gauge whose probes are queued as given.</summary>
    internal LoadGauge(ApiOptions options, IMeterFactory meters, TimeProvider time, Action<Action> queue)
    {
        _queue = queue;
        _limits = options.Limits;
        _time = time;
        _second = new StrainedSecond(_limits.SessionsPerStrainedSecond);
        _frameAge = new Tide(_limits.FrameAge);
        _commitTime = new Tide(_limits.CommitTime);
        _threadWait = new Tide(_limits.ThreadWait);
        _threadStrain = new Tide(2 * _limits.ThreadStrain);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Only this server's own: tests run several in a process.
            if (!ReferenceEquals(instrument.Meter.Scope, meters))
                return;
            if (instrument.Name is PersonalPTTelemetry.FrameAge)
                listener.EnableMeasurementEvents(instrument, _frameAge);
            else if (instrument.Name is PersonalPTTelemetry.CommitTime)
                listener.EnableMeasurementEvents(instrument, _commitTime);
            else if (instrument.Name is PersonalPTTelemetry.LiveSessions or PersonalPTTelemetry.BufferedInputs)
                listener.EnableMeasurementEvents(instrument, instrument.Name);
        };
        _listener.SetMeasurementEventCallback<double>((_, value, _, tide) => ((Tide)tide!).Measure(value));
        _listener.SetMeasurementEventCallback<long>((_, value, _, name) =>
        {
            if (name is PersonalPTTelemetry.LiveSessions)
                Interlocked.Add(ref _liveSessions, value);
            else
                _buffered = value;
        });
        _listener.Start();
        _turns = time.CreateTimer(_ => Turn(), null, s_second, s_second);
        _probes = time.CreateTimer(_ => Probe(), null, s_probeEvery, s_probeEvery);
    }

    /// <summary>Whether there is more to do than can be done.</summary>
    public bool IsOverloaded => _overloaded;

    /// <summary>Sessions that are held in memory and have not ended.</summary>
    public long LiveSessions => Interlocked.Read(ref _liveSessions);

    /// <summary>Whether one more session may begin now, for all that is known before anybody looks at it. Spends nothing.</summary>
    public bool MayBegin => !_overloaded && (!TakesTurns || (!_shut && _second.HasTurn));

    private bool TakesTurns => _strained && LiveSessions >= _limits.SessionsWithoutStrain;

    /// <summary>Lets one more session begin.</summary>
    /// <param name="turn">Under strain, the second whose turn it took, to which it goes back if the session does not begin after all.</param>
    /// <returns>Whether it may.</returns>
    public bool LetBegin(out StrainedSecond? turn)
    {
        turn = null;
        if (_overloaded)
            return false;
        if (!TakesTurns)
            return true;
        var second = _second;
        if (_shut || !second.Take())
            return false;
        turn = second;
        return true;
    }

    public void Dispose()
    {
        _turns.Dispose();
        _probes.Dispose();
        _listener.Dispose();
    }

    /// <summary>Work waited so long for a thread.</summary>
    internal void MeasureThreadWait(TimeSpan wait)
    {
        _threadWait.Measure(wait.TotalSeconds);
        _threadStrain.Measure(wait.TotalSeconds);
    }

    private void Turn()
    {
        var (frames, framesOld, framesFresh) = _frameAge.Turn();
        var (_, commitsSlow, commitsQuick) = _commitTime.Turn();
        var (_, threadsBusy, threadsFree) = _threadWait.Turn();

        // Where not even a probe has come back within a second, nothing is easy.
        var (probes, hard, light) = _threadStrain.Turn();
        _shut = hard || probes == 0;
        var easy = light && probes > 0;
        _easy = easy ? _easy + 1 : 0;
        _strained = !easy || (_strained && _easy < _limits.SecondsUntilCalm);
        _second = new StrainedSecond(_limits.SessionsPerStrainedSecond);

        // How many wait is only said when somebody asks.
        _listener.RecordObservableInstruments();

        // Frames wait and none has reached a counter in a whole second: older than that, whatever was measured.
        var stands = frames == 0 && _buffered > 0;
        _bad = framesOld || commitsSlow || threadsBusy || stands ? _bad + 1 : 0;
        _good = framesFresh && commitsQuick && threadsFree && !stands ? _good + 1 : 0;
        if (_bad >= _limits.SecondsUntilOverloaded)
            _overloaded = true;
        else if (_good >= _limits.SecondsUntilCalm)
            _overloaded = false;
    }

    private void Probe()
    {
        var queued = _time.GetTimestamp();
        _queue(() => MeasureThreadWait(_time.GetElapsedTime(queued)));
    }
}
