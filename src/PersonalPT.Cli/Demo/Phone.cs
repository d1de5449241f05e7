using System.Runtime.InteropServices;
using PersonalPT.Cli.Recordings;
using PersonalPT.Client;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Demo;

/// <summary>What a phone is to stream.</summary>
internal sealed record PhonePlan
{
    /// <summary>What people call it: an athlete's name, or a recording's.</summary>
    public required string Name { get; init; }

    /// <summary>Whose session it is; null: the caller's.</summary>
    public string? AthleteId { get; init; }

    public required string ExerciseId { get; init; }

    /// <summary>The reps that are really done.</summary>
    public required int TrueReps { get; init; }

    public required double FramesPerSecond { get; init; }

    /// <summary>In the order of capture.</summary>
    public required IEnumerable<CapturedFrame> Frames { get; init; }

    /// <summary>Added to the frames' capture times.</summary>
    public long ShiftMicros { get; init; }

    /// <summary>Send floats instead of the compact form.</summary>
    public bool Floats { get; init; }

    /// <summary>Have the session recorded.</summary>
    public bool Record { get; init; }

    /// <summary>Where known, the model that the server counts with: it allows measuring how long events take.</summary>
    public ExerciseModel? Model { get; init; }
}

/// <summary>A phone in front of an athlete: streams frames at their pace, and follows what comes back.</summary>
internal sealed class Phone(PhonePlan plan, TimeProvider time)
{
    // Faster than real time a phone may run far ahead of the server; what is dropped then would be missing in the count.
    private const int MaxBufferedInputs = 1_000_000;
    private const int MaxBufferedBytes = 256 * 1024 * 1024;

    private readonly ShadowCounter? _shadow = plan.Model is { } model ? new ShadowCounter(model, time) : null;
    private readonly List<double> _latencies = [];
    private readonly List<double> _repSeconds = [];
    private readonly Lock _gate = new();
    private LiveSession? _session;
    private int _reps;
    private volatile bool _allPushed;

    /// <summary>Raised for every event of the session, in order, on the thread that reads them.</summary>
    public event Action<SessionEvent>? EventArrived;

    public PhonePlan Plan => plan;

    /// <summary>The session's name; empty before it has started.</summary>
    public string SessionId => _session?.SessionId ?? "";

    /// <summary>Reps that have arrived.</summary>
    public int Reps => Volatile.Read(ref _reps);

    /// <summary>The newest status; null where none has come yet.</summary>
    public SessionStatus? Status => _session?.Status;

    /// <summary>How the session is connected now; null before it has started.</summary>
    public ConnectionState? Connection => _session?.Connection;

    /// <summary>Whether all frames have been pushed; some may still have to be sent.</summary>
    public bool AllPushed => _allPushed;

    /// <summary>Whether the session has ended.</summary>
    public bool Ended { get; private set; }

    /// <summary>
    /// Milliseconds from the push of the input that made a rep to the arrival of that rep, one a rep: batching, wire, counting, commit and the way
    /// back. Time on the clock, whatever the speed of streaming.
    /// </summary>
    public IReadOnlyList<double> LatenciesMs
    {
        get
        {
            lock (_gate)
                return [.. _latencies];
        }
    }

    /// <summary>Mean length of the last three reps in seconds of capture time; null where there is none.</summary>
    public double? SecondsPerRep
    {
        get
        {
            lock (_gate)
                return _repSeconds.Count == 0 ? null : _repSeconds.TakeLast(3).Average();
        }
    }

    /// <summary>Streams everything, ends the session and waits until its last event is there.</summary>
    /// <param name="client">The server.</param>
    /// <param name="speed">Times real time; 0: as fast as it goes.</param>
    /// <param name="cancellationToken">Stops it; the session stays open at the server then.</param>
    public async Task RunAsync(PersonalPTClient client, double speed, CancellationToken cancellationToken)
    {
        using var frames = plan.Frames.GetEnumerator();
        if (!frames.MoveNext())
            throw new CommandFailedException($"{plan.Name} has no frames: there is nothing to stream.");

        var epoch = frames.Current.CaptureMicros + plan.ShiftMicros;
        await using var session = await client.StartSessionAsync(
            new LiveSessionOptions
            {
                ExerciseId = plan.ExerciseId,
                AthleteId = plan.AthleteId,
                Capture = WireFrames.Header(epoch, plan.FramesPerSecond, "personalpt"),
                FramesAsFloats = plan.Floats,
                Record = plan.Record,
                MaxBufferedInputs = MaxBufferedInputs,
                MaxBufferedBytes = MaxBufferedBytes,
            },
            cancellationToken);
        _session = session;

        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = FollowAsync(session, abandoned.Token);
        try
        {
            var inputs = await PushAsync(session, frames, epoch, speed, following, cancellationToken);
            _allPushed = true;
            _shadow?.End(inputs + 1);
            await session.EndAsync(cancellationToken);
            await following;
            Ended = true;
        }
        finally
        {
            await abandoned.CancelAsync();
            await following.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<long> PushAsync(
        LiveSession session, IEnumerator<CapturedFrame> frames, long epoch, double speed, Task following, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var inputs = 0L;
        do
        {
            var micros = frames.Current.CaptureMicros + plan.ShiftMicros;
            if (speed > 0)
            {
                var due = TimeSpan.FromMicroseconds((micros - epoch) / speed) - time.GetElapsedTime(started);
                // Timers tick in milliseconds: what is due within the next one goes now.
                if (due > TimeSpan.FromMilliseconds(1))
                    await Task.Delay(due, time, cancellationToken);
            }
            else if (inputs % 64 == 0)
            {
                await Task.Yield();
            }

            cancellationToken.ThrowIfCancellationRequested();
            // Nothing more will come back: end now, with the reason, instead of filling a buffer.
            if (following.IsFaulted)
                await following;
            Push(session, ++inputs, micros, frames.Current);
        }
        while (frames.MoveNext());

        return inputs;
    }

    private void Push(LiveSession session, long inputSeq, long micros, in CapturedFrame frame)
    {
        if (frame.Landmarks.IsEmpty)
        {
            _shadow?.Frame(inputSeq, micros, []);
            session.PushNobody(micros);
            return;
        }

        var floats = MemoryMarshal.Cast<Landmark, float>(frame.Landmarks.Span);
        _shadow?.Frame(inputSeq, micros, plan.Floats ? frame.Landmarks.Span : WireFrames.Rounded(floats));
        session.Push(micros, floats);
    }

    private async Task FollowAsync(LiveSession session, CancellationToken cancellationToken)
    {
        await foreach (var sessionEvent in session.Events(cancellationToken))
        {
            if (sessionEvent.EventCase == SessionEvent.EventOneofCase.RepCompleted)
                Completed(sessionEvent.RepCompleted);
            EventArrived?.Invoke(sessionEvent);
        }
    }

    private void Completed(RepCompleted rep)
    {
        Interlocked.Increment(ref _reps);
        lock (_gate)
        {
            if (_shadow?.SinceCauseOf((int)rep.SetNumber, (int)rep.Ordinal) is { } latency)
                _latencies.Add(latency.TotalMilliseconds);
            _repSeconds.Add((rep.Rep.EndTimeUs - rep.Rep.StartTimeUs) / 1e6);
        }
    }
}
