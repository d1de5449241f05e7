using System.Runtime.CompilerServices;
using Grpc.Core;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>
/// A session that is being counted. Whatever is pushed is numbered, held until the server has it durably, and sent in small batches; a lost connection is
/// made anew for as long as it takes, and nothing that is still held gets lost or counted twice.
/// </summary>
/// <remarks>All members may be called from any thread.</remarks>
public sealed class LiveSession : IAsyncDisposable
{
    private const int MaxEventsFetched = 1000;

    // A set is cut at five minutes: so much may have been taken after the durable point, at 120 frames a second.
    private const ulong MostInputsOfSet = 5 * 60 * 120;

    // A session begins with session_started and exercise_selected. Whatever comes after them was made of inputs.
    private const ulong EventsOfStart = 2;

    private readonly CallInvoker _invoker;
    private readonly NetworkChanges _network;
    private readonly string _phoneId = Guid.NewGuid().ToString();
    private readonly TimeProvider _time;
    private readonly long _epochMicros;
    private readonly bool _asFloats;
    private readonly Doorbell _bell = new();
    private readonly Outbox _outbox;
    private readonly EventInbox _inbox;
    private readonly Lock _gate = new();
    private readonly Lock _changing = new();
    private readonly CancellationTokenSource _closing;
    private readonly CancellationToken _closed;
    private readonly TaskCompletionSource<SessionEnded> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    private ulong _lastTime;
    private bool _endSent;
    private volatile bool _over;
    private int _reading;
    private volatile LiveSessionState _state = new(ConnectionState.Connecting, null, null);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal LiveSession(
        CallInvoker invoker, NetworkChanges network, Session session, LiveSessionOptions options, TimeProvider time, CancellationToken clientClosing)
    {
        SessionId = session.SessionId;
        Opening = session;
        AthleteId = options.AthleteId ?? "";
        _invoker = invoker;
        _network = network;
        _time = time;
        _epochMicros = session.Capture.CaptureEpochUs;
        _asFloats = options.FramesAsFloats;
        var firstSeq = FirstSeqAfter(session.Acknowledgement);
        if (firstSeq > 1)
            _lastTime = Math.Min((ulong)Math.Max(0, Micros(time.GetUtcNow()) - _epochMicros), InputLimits.LatestMicros);
        _outbox = new Outbox(firstSeq, options, time, _bell, OnLoss);
        _inbox = new EventInbox(FetchEventsAsync);
        _closing = CancellationTokenSource.CreateLinkedTokenSource(clientClosing);
        _closed = _closing.Token;
        _running = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>The session's id.</summary>
    public string SessionId { get; }

    /// <summary>The plan that the session was started by, in the revision that counts for it whatever becomes of the plan; null: none.</summary>
    public PlanReference? Plan => Opening.Plan;

    /// <summary>
    /// Number of the first input that is pushed here: 1, or more where an earlier run of the app, or another phone, has begun the session. May rise until
    /// the first connection stands.
    /// </summary>
    public ulong FirstInputSeq => _outbox.FirstSeq;

    /// <summary>The newest status; null until one has come.</summary>
    public SessionStatus? Status => _state.Status;

    /// <summary>Completes when nothing more happens here.</summary>
    internal Task Over => _running;

    /// <summary>The session as it was when this live session began.</summary>
    internal Session Opening { get; }

    /// <summary>Whose session it is, as the app said; empty for the caller's.</summary>
    internal string AthleteId { get; }

    /// <summary>What wakes the one who sends.</summary>
    internal Doorbell Bell => _bell;

    /// <summary>What the phone has to say.</summary>
    internal Outbox Outbox => _outbox;

    /// <summary>The newest event up to which all have come, read or not.</summary>
    internal ulong EventsReceived => _inbox.Received;

    /// <summary>The clock.</summary>
    internal TimeProvider Time => _time;

    /// <summary>How the session is connected now.</summary>
    public ConnectionState Connection => _state.Connection;

    /// <summary>Why the last connection was lost, or could not be made; null while connected.</summary>
    public PersonalPTException? Problem => _state.Problem;

    /// <summary>
    /// The inputs that were lost last because the buffer was full, as it stands now; null where none ever were. <see cref="Changes"/> tells when a loss begins
    /// and when it is over.
    /// </summary>
    public InputLoss? Loss => _outbox.Loss;

    /// <summary>Takes a frame. Never blocks; does nothing once the session has ended, failed or been disposed of.</summary>
    /// <param name="captureMicros">When the image was taken, microseconds since the Unix epoch. Take the clock once and add a monotonic clock to it.</param>
    /// <param name="landmarks">132 values: x, y, z and visibility of each of the 33 landmarks; copied.</param>
    /// <exception cref="ArgumentException">There are not 132 values, or one is not finite, or beyond ±1,000,000, or, in the compact form, beyond ±32767.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is before the session's capture epoch, or more than 366 days after it.</exception>
    public void Push(long captureMicros, ReadOnlySpan<float> landmarks)
    {
        if (landmarks.Length != CompactFrame.FloatCount)
            throw new ArgumentException($"A frame has {CompactFrame.FloatCount} values, not {landmarks.Length}.", nameof(landmarks));
        var time = TimeOf(captureMicros);
        Span<byte> input = stackalloc byte[InputEncoding.MaxFrameSize];
        var size = InputEncoding.WriteFrame(time, landmarks, _asFloats, input);
        if (size == 0)
            throw new ArgumentException("A landmark is not a finite number, or too large; for an image without a person use PushNobody.", nameof(landmarks));
        Append(input[..size], _asFloats ? Input.InputOneofCase.Floats : Input.InputOneofCase.Compact, time);
    }

    /// <summary>Takes a frame in which nobody was found. Never blocks.</summary>
    /// <param name="captureMicros">When the image was taken, microseconds since the Unix epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is before the session's capture epoch, or more than 366 days after it.</exception>
    public void PushNobody(long captureMicros)
    {
        var time = TimeOf(captureMicros);
        Span<byte> input = stackalloc byte[InputEncoding.MaxFrameSize];
        Append(input[..InputEncoding.WriteNobody(time, input)], Input.InputOneofCase.NobodySeen, time);
    }

    /// <summary>Ends the running set; what follows is counted as this exercise.</summary>
    /// <param name="exerciseId">1 to 64 characters.</param>
    /// <exception cref="ArgumentException">It is empty or too long.</exception>
    public void SelectExercise(string exerciseId)
    {
        ArgumentException.ThrowIfNullOrEmpty(exerciseId);
        if (exerciseId.Length > InputLimits.LongestExerciseId)
            throw new ArgumentException($"An exercise's id has at most {InputLimits.LongestExerciseId} characters, not {exerciseId.Length}.", nameof(exerciseId));
        AppendControl(new Input { SelectExercise = new SelectExercise { ExerciseId = exerciseId } });
    }

    /// <summary>Ends the running set.</summary>
    public void EndSet() => AppendControl(new Input { EndSet = new EndSet() });

    /// <summary>Ends the running set; frames are not counted until <see cref="Unpause"/>.</summary>
    public void Pause() => AppendControl(new Input { Pause = new Pause() });

    /// <summary>Frames are counted again.</summary>
    public void Unpause() => AppendControl(new Input { Unpause = new Unpause() });

    /// <summary>
    /// The session's events from its first one on, each once, in order, across reconnects; ends after the event that says that the session has ended, or
    /// when the live session is disposed of. One reader at a time; a later one goes on where the earlier one stopped.
    /// </summary>
    /// <param name="cancellationToken">Stops reading, not the session.</param>
    /// <exception cref="PersonalPTException">The session cannot go on from here, for example because another phone has taken it over.</exception>
    /// <exception cref="InvalidOperationException">Somebody else is reading.</exception>
    public async IAsyncEnumerable<SessionEvent> Events([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            throw new InvalidOperationException("The session's events have one reader at a time.");
        try
        {
            while (await NextEventAsync(cancellationToken) is { } next)
                yield return next;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    /// <summary>
    /// How the session stands, now and after every change; what changes faster than it is read is skipped. For any number of readers; ends with the
    /// session, or when it fails or is disposed of.
    /// </summary>
    /// <param name="cancellationToken">Stops reading, not the session.</param>
    public async IAsyncEnumerable<LiveSessionState> Changes([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        LiveSessionState? seen = null;
        while (true)
        {
            // Taken before the state is: a change after this completes the task.
            var changed = Volatile.Read(ref _changed).Task;
            var state = _state;
            if (ReferenceEquals(state, seen))
            {
                await changed.WaitAsync(cancellationToken);
                continue;
            }

            seen = state;
            yield return state;
            if (state.Connection is ConnectionState.Ended or ConnectionState.Failed or ConnectionState.Disposed)
                yield break;
        }
    }

    /// <summary>Ends the session, and completes when the server has written that down: everything pushed before has been counted by then.</summary>
    /// <param name="cancellationToken">Stops waiting, not the ending.</param>
    /// <returns>The last event.</returns>
    /// <exception cref="PersonalPTException">The session cannot go on from here.</exception>
    /// <exception cref="ObjectDisposedException">The live session was disposed of before its end was confirmed.</exception>
    public Task<SessionEnded> EndAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            AppendControl(new Input { EndSession = new EndSession() });
            _endSent = true;
        }

        return _ended.Task.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Lets go of the session without ending it: it can be resumed for a day. What was not sent yet is lost; await <see cref="EndAsync"/> first to lose
    /// nothing.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (!_closed.IsCancellationRequested)
        {
            try
            {
                await _closing.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // Disposed of twice at the same moment.
            }
        }

        await _running;
        _closing.Dispose();
    }

    /// <summary>Microseconds since the Unix epoch.</summary>
    internal static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>
    /// Where numbering begins. A counter that stands at its durable point may have been rebuilt since an earlier run of this app, and have lost inputs that
    /// only that run held. Numbers then leap over them: the server makes a gap, where it would otherwise take other inputs for the ones it has journaled.
    /// </summary>
    internal static ulong FirstSeqAfter(Acknowledgement? acknowledgement)
    {
        if (acknowledgement is null || (acknowledgement.NextInputSeq <= 1 && acknowledgement.LastEventSeq <= EventsOfStart))
            return 1;
        return acknowledgement.NextInputSeq > acknowledgement.DurableInputSeq
            ? acknowledgement.NextInputSeq
            : acknowledgement.NextInputSeq + MostInputsOfSet;
    }

    private ulong TimeOf(long captureMicros)
    {
        if (captureMicros < _epochMicros)
        {
            throw new ArgumentOutOfRangeException(
                nameof(captureMicros), captureMicros, $"The time lies before the session's capture epoch, {_epochMicros} microseconds since 1970.");
        }

        // As unsigned numbers, so that no pair of times can overflow.
        var time = unchecked((ulong)captureMicros - (ulong)_epochMicros);
        return time <= InputLimits.LatestMicros
            ? time
            : throw new ArgumentOutOfRangeException(
                nameof(captureMicros), captureMicros, $"The time lies more than 366 days after the session's capture epoch, {_epochMicros} microseconds since 1970.");
    }

    // A control happens where the last frame left off: capture times are the session's only clock.
    private void AppendControl(Input control)
    {
        lock (_gate)
        {
            control.TimeUs = _lastTime;
            Append(InputEncoding.Write(control), control.InputCase, _lastTime);
        }
    }

    private void Append(ReadOnlySpan<byte> input, Input.InputOneofCase kind, ulong time)
    {
        lock (_gate)
        {
            if (_over || _endSent)
                return;
            _lastTime = time;
            _outbox.Append(input, kind);
        }
    }

    private async ValueTask<SessionEvent?> NextEventAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _inbox.NextAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && _closed.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<SessionEvent>> FetchEventsAsync(ulong afterEventSeq, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed);
        var history = new HistoryService.HistoryServiceClient(_invoker);
        var request = new ListEventsRequest { SessionId = SessionId, AfterEventSeq = afterEventSeq, Limit = MaxEventsFetched };
        var reconnection = new Reconnection(_time, _network);
        while (true)
        {
            TimeSpan? askedFor;
            try
            {
                using var here = CancellationTokenSource.CreateLinkedTokenSource(linked.Token, reconnection.Try());
                var response = await history.ListEventsAsync(request, cancellationToken: here.Token);
                if (response.Events.Count > 0)
                    return response.Events;
                askedFor = null;
            }
            catch (RpcException error)
            {
                linked.Token.ThrowIfCancellationRequested();
                var problem = PersonalPTException.From(error);
                if (!problem.IsTransient)
                    throw problem;
                askedFor = problem.RetryAfter;
            }

            await reconnection.WaitAsync(askedFor, linked.Token);
        }
    }

    private async Task RunAsync()
    {
        var reconnection = new Reconnection(_time, _network);
        var opening = 0UL;
        try
        {
            while (true)
            {
                Change(state => state with { Connection = ConnectionState.Connecting });
                var stream = new TrackStream(_invoker, SessionId, _phoneId, ++opening, _outbox, _bell, _inbox, _time, OnConnected, OnStatus);
                var end = await stream.RunAsync(reconnection.Try(), _closed);
                if (end.Next != StreamFollowUp.Retry)
                {
                    Finish(end.LastEvent is null ? ConnectionState.Failed : ConnectionState.Ended, end.LastEvent, end.Problem);
                    return;
                }

                if (stream.GotSomewhere)
                    reconnection.Succeeded();
                Change(state => state with { Connection = ConnectionState.Waiting, Problem = end.Problem });
                await reconnection.WaitAsync(end.Problem?.RetryAfter, _closed);
            }
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            Finish(ConnectionState.Disposed, null, null);
        }
        catch (Exception error)
        {
            // A mistake of ours: whoever waits must not wait for ever.
            Finish(ConnectionState.Failed, null, error);
        }
    }

    private void OnLoss(InputLoss loss) => Change(state => state with { Loss = loss });

    private void OnConnected() => Change(state => state with { Connection = ConnectionState.Connected, Problem = null });

    private void OnStatus(SessionStatus status) => Change(state => state with { Status = status });

    private void Finish(ConnectionState connection, SessionEnded? lastEvent, Exception? failure)
    {
        lock (_gate)
            _over = true;
        _outbox.Close();
        _inbox.Complete(failure);
        if (lastEvent is not null)
            _ended.TrySetResult(lastEvent);
        else
            _ended.TrySetException(failure ?? new ObjectDisposedException(nameof(LiveSession), "The live session was disposed of before it ended."));
        // Nobody need ask for the end; an exception that nobody asked for is not an unobserved one.
        _ = _ended.Task.Exception;
        Change(state => state with { Connection = connection, Problem = failure as PersonalPTException });
    }

    private void Change(Func<LiveSessionState, LiveSessionState> change)
    {
        lock (_changing)
            _state = change(_state);
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        _outbox.Listener?.Ring();
    }
}
