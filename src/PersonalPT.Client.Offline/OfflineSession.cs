using System.Runtime.CompilerServices;
using PersonalPT.Counting.Models;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Offline;

/// <summary>
/// A live session whose reps are counted on the phone while there is no connection. The phone does what a server does that was restarted: it counts the inputs
/// that it holds from the durable point on, with the same model and the same counter, so that it finds what the server will find. What it finds is provisional
/// until the server's log says so.
/// </summary>
/// <remarks>
/// Read <see cref="Updates"/> in place of the live session's events. Counting happens in there, a little at a time, and keeps nothing that the live session does
/// not hold anyway; it costs microseconds a frame.
/// </remarks>
public sealed class OfflineSession : IAsyncDisposable
{
    private const int MostInputs = 240;
    private const int MostBytes = 256 * 1024;

    // So near to the phone a server has caught up: two seconds at 30 frames a second.
    private const ulong CaughtUp = 60;

    // Nothing rings where nothing happens: how often to look whether something is due.
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _fetchAgain = TimeSpan.FromSeconds(5);

    private readonly LiveSession _live;
    private readonly OfflineModels _models;
    private readonly OfflineOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly IAsyncEnumerator<SessionEvent> _events;
    private readonly Doorbell _bell = new();
    private readonly LoggedSets _log = new();
    private readonly ProvisionalReps _reps = new();
    private readonly List<ProvisionalRep> _found = [];
    private readonly Queue<CountUpdate> _updates = [];
    private readonly List<CountUpdate> _new = [];
    private readonly byte[] _inputs = new byte[MostBytes];

    private Task<bool>? _nextEvent;
    private Task? _ring;
    private Task _fetching = Task.CompletedTask;
    private long _fetchedAt;
    private ModelReference? _missing;
    private PhoneCounter? _counter;
    private bool _blind;
    private ulong _at;
    private ulong _firstSeq;
    private bool _away;
    private long _wellAt;
    private ulong _settledBelow;
    private long _settledSince;
    private int _reading;
    private int _disposed;

    /// <summary>Counts a live session's reps while it has no connection. Its events are to be read here from now on.</summary>
    /// <param name="live">The session; stays the caller's.</param>
    /// <param name="models">What can be counted with; <see cref="OfflineModels.PrepareAsync"/> fetches models while there is a connection.</param>
    /// <param name="options">When to count. Default: the options' defaults.</param>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public OfflineSession(LiveSession live, OfflineModels models, OfflineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(live);
        ArgumentNullException.ThrowIfNull(models);
        _options = options ?? new OfflineOptions();
        _options.Validate();
        _live = live;
        _models = models;
        _time = live.Time;
        _wellAt = _time.GetTimestamp();
        _events = live.Events(_lifetime.Token).GetAsyncEnumerator(_lifetime.Token);
        live.Outbox.Listener = _bell;
    }

    /// <summary>Whether the phone is counting by itself now.</summary>
    public bool IsCounting => Volatile.Read(ref _counter) is not null && !IsOver;

    /// <summary>The next input that will be counted here; meaningful while <see cref="IsCounting"/>.</summary>
    internal ulong CountedTo => Volatile.Read(ref _at);

    /// <summary>
    /// The session's log and, while the server is away, the reps that the phone counts: each provisional rep is followed by what became of it, and no rep is
    /// there twice. Ends as <see cref="LiveSession.Events"/> does. One reader at a time; a later one goes on where the earlier one stopped.
    /// </summary>
    /// <param name="cancellationToken">Stops reading, not the session.</param>
    /// <exception cref="PersonalPTException">The session cannot go on from here.</exception>
    /// <exception cref="InvalidOperationException">Somebody else is reading, here or the live session's events.</exception>
    public async IAsyncEnumerable<CountUpdate> Updates([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed == 1, this);
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            throw new InvalidOperationException("The session's updates have one reader at a time.");
        try
        {
            await using var look = _time.CreateTimer(static bell => ((Doorbell)bell!).Ring(), _bell, _look, _look);
            while (true)
            {
                while (_updates.TryDequeue(out var update))
                    yield return update;
                if (await WorkAsync(cancellationToken) is not { } more)
                    continue;
                if (!more)
                    yield break;
            }
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    /// <summary>Stops counting here; the live session goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        _live.Outbox.Listener = null;
        await _lifetime.CancelAsync();
        if (_nextEvent is not null)
            await ((Task)_nextEvent).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _fetching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _events.DisposeAsync();
        _lifetime.Dispose();
    }

    /// <summary>Does the next piece of work, or waits until there is some.</summary>
    /// <returns>False where nothing more will come; null where there may be updates.</returns>
    private async ValueTask<bool?> WorkAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _nextEvent ??= _events.MoveNextAsync().AsTask();
        if (_nextEvent.IsCompleted)
        {
            var came = !_lifetime.IsCancellationRequested && await _nextEvent;
            if (came)
            {
                _nextEvent = null;
                TakeEvent(_events.Current);
            }

            return came ? null : _updates.Count > 0 ? null : false;
        }

        FetchWhatIsMissing();
        Settle();
        if (_updates.Count > 0 || Count())
            return null;

        _ring ??= _bell.WaitAsync(_lifetime.Token).AsTask();
        await Task.WhenAny(_nextEvent, _ring).WaitAsync(cancellationToken);
        if (_ring.IsCompleted)
            _ring = null;
        return null;
    }

    private void TakeEvent(SessionEvent entry)
    {
        _log.Take(entry);
        _reps.Take(entry, _new);
        Publish();
        if (_log.Model is { } model && _models.Find(model) is null)
            _missing = model;
    }

    /// <summary>Counts some inputs, if that is the phone's part now.</summary>
    /// <returns>Whether there may be more to count.</returns>
    private bool Count()
    {
        // What the log has already must be known first, or it would be shown again.
        if (!IsAway() || _log.LastEventSeq < _live.EventsReceived)
            return false;
        if (_blind && _missing is null)
            (_counter, _blind) = (null, false);
        if (_counter is null && !Begin())
            return false;

        var at = _at;
        var size = _live.Outbox.Peek(ref at, MostInputs, _inputs);
        if (size == 0)
            return false;
        var inputs = TrackRequest.Parser.ParseFrom(_inputs, 0, size).Inputs;
        if (at - (ulong)inputs.Count != _at || _live.FirstInputSeq != _firstSeq)
        {
            // Inputs have become durable or were lost before they were counted here, or all have got other numbers: another beginning.
            _counter = null;
            return true;
        }

        foreach (var input in inputs)
            _counter!.Take(_at++, input, _found);
        foreach (var rep in _found)
        {
            if (!_log.Has(rep))
                _reps.Add(rep, _new);
        }

        _found.Clear();
        Publish();
        return true;
    }

    private bool IsOver => _live.Connection is ConnectionState.Ended or ConnectionState.Failed or ConnectionState.Disposed;

    private bool IsAway()
    {
        var now = _time.GetTimestamp();
        var connected = _live.Connection == ConnectionState.Connected;
        var stuck = _live.Outbox.IsOutstanding(out var since) && _time.GetElapsedTime(since, now) >= _options.Patience;
        if (connected && !stuck)
            _wellAt = now;
        var standing = _live.Outbox.Standing;
        _away = !IsOver
            && (stuck || _time.GetElapsedTime(_wellAt, now) >= _options.Patience || (_away && !(connected && standing.Acknowledged + CaughtUp >= standing.Next)));
        if (!_away)
            _counter = null;
        return _away;
    }

    // Where the server would begin if it were restarted: at the oldest input that is held, which is its durable point unless more was lost.
    private bool Begin()
    {
        _firstSeq = _live.FirstInputSeq;
        var start = _live.Outbox.Held;
        var at = start.InputSeq;
        var size = _live.Outbox.Peek(ref at, 1, _inputs);
        if (size == 0 || at != start.InputSeq + 1)
            return false;

        var opening = _live.Opening;
        var capture = opening.Capture;
        var firstMicros = capture.CaptureEpochUs + (long)TrackRequest.Parser.ParseFrom(_inputs, 0, size).Inputs[0].TimeUs;
        var exercise = start.ExerciseId is { } chosen && _models.IsTaught(_live.AthleteId, chosen, out _) != false
            ? chosen
            : _log.Model?.ExerciseId ?? opening.ExerciseId;
        var paused = start.Paused ?? opening.Phase == SessionPhase.Paused;
        var model = ModelOf(exercise);
        _at = start.InputSeq;
        _blind = model is null;
        _counter = new PhoneCounter(new PhoneCounterStart(_at, _log.NumberAt(firstMicros), exercise, paused), model, capture, Choose);
        return true;
    }

    private ChosenModel Choose(string exerciseId) => new(
        _models.IsTaught(_live.AthleteId, exerciseId, out _) != false, ModelOf(exerciseId));

    // The version that the session is being counted with, or else the one that would be taken now.
    private ExerciseModel? ModelOf(string exerciseId)
    {
        var reference = _log.Model?.ExerciseId == exerciseId ? _log.Model
            : _live.Opening.Model?.ExerciseId == exerciseId ? _live.Opening.Model
            : _models.IsTaught(_live.AthleteId, exerciseId, out var taught) == true ? taught
            : null;
        if (reference is null)
            return null;
        if (_models.Find(reference) is { } model)
            return model;
        _missing = reference;
        return null;
    }

    // What the server has taken, it has written down what came of it; the log needs a moment to get here.
    private void Settle()
    {
        if (_reps.Count == 0)
            return;
        var standing = _live.Outbox.Standing;
        var now = _time.GetTimestamp();
        if (_live.Connection != ConnectionState.Connected || _log.LastEventSeq < standing.LastEvent || standing.Acknowledged < _settledBelow)
        {
            _settledBelow = 0;
            return;
        }

        if (_settledBelow == 0)
            (_settledBelow, _settledSince) = (standing.Acknowledged, now);
        if (_time.GetElapsedTime(_settledSince, now) < _options.Settling)
            return;
        _reps.WithdrawBelow(_settledBelow, _new);
        _settledBelow = 0;
        Publish();
    }

    // A model that is needed and not here is fetched while there is a connection.
    private void FetchWhatIsMissing()
    {
        if (_missing is not { } missing || !_fetching.IsCompleted || _live.Connection != ConnectionState.Connected)
            return;
        if (_models.Find(missing) is not null)
        {
            _missing = null;
            return;
        }

        if (_fetchedAt != 0 && _time.GetElapsedTime(_fetchedAt) < _fetchAgain)
            return;
        _fetchedAt = _time.GetTimestamp();
        _fetching = FetchAsync(missing);
    }

    private async Task FetchAsync(ModelReference missing)
    {
        try
        {
            await _models.FetchAsync(missing, _lifetime.Token);
        }
        catch (Exception error) when (error is PersonalPTException { IsTransient: true } or OperationCanceledException)
        {
            // Tried again in a while.
        }
        catch (Exception error) when (error is PersonalPTException or ModelFormatException)
        {
            // It cannot be had; the server counts alone.
            _missing = null;
        }
    }

    private void Publish()
    {
        foreach (var update in _new)
            _updates.Enqueue(update);
        _new.Clear();
    }
}
