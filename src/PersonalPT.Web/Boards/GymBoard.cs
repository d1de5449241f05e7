using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Web.Boards;

/// <summary>
/// One gym's board, kept while somebody looks: what the journal holds, then what the gym's feed brings. One loop does everything, so nothing here is
/// locked; a hole in event numbers, a lost item of the feed or a session that was not known makes the loop read the journal.
/// </summary>
internal sealed partial class GymBoard : IAsyncDisposable
{
    private const int WaitingItems = 256;
    private const int LoadedAtOnce = 8;

    // A live session is heard at least every second.
    private static readonly TimeSpan s_silent = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_asksGymEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_endedStays = TimeSpan.FromSeconds(20);

    // A session whose phone does not come back leaves the board; it is in the athlete's history.
    private static readonly TimeSpan s_lostStays = TimeSpan.FromMinutes(10);

    // A page waits so long for a first look; then the events bring it.
    private static readonly TimeSpan s_firstLook = TimeSpan.FromSeconds(1);

    private readonly string _gymId;
    private readonly IGymFeed _feed;
    private readonly IGrainFactory _grains;
    private readonly IJournal _journal;
    private readonly IHistory _history;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<GymFeedItem?> _items;
    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<string, BoardSession> _sessions = [];
    private readonly HashSet<string> _toRead = [];
    private readonly Dictionary<string, string> _exercises = [];
    private readonly Task _running;
    private volatile Moment _now = new(BoardView.Empty);
    private int _missed = 1;
    private int _ticks;
    private long _asked;

    public GymBoard(string gymId, IGymFeed feed, IGrainFactory grains, IJournal journal, IHistory history, TimeProvider time, ILogger logger)
    {
        (_gymId, _feed, _grains, _journal, _history, _time, _logger) = (gymId, feed, grains, journal, history, time, logger);
        // What does not fit shows as holes in event numbers; and the sessions are asked for anew.
        _items = Channel.CreateBounded<GymFeedItem?>(
            new BoundedChannelOptions(WaitingItems) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Volatile.Write(ref _missed, 1));
        _running = Task.Run(Run);
    }

    /// <summary>The board now, and a task that is done when there is a newer one.</summary>
    public Moment Now => _now;

    /// <summary>The board for a page that is made once; where nothing has been read yet, it waits for that a little.</summary>
    public async Task<BoardView> FirstView(CancellationToken cancellationToken)
    {
        var moment = _now;
        if (!moment.IsRead)
            await Task.WhenAny(moment.Past, Task.Delay(s_firstLook, _time, cancellationToken));
        return _now.View;
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running;
        _closing.Dispose();
    }

    private async Task Run()
    {
        IAsyncDisposable? watching = null;
        try
        {
            using var timer = new PeriodicTimer(s_tick, _time);
            _ = Tick(timer);
            while (await _items.Reader.WaitToReadAsync(_closing.Token))
            {
                try
                {
                    // The feed first and the journal after it: so nothing falls between the two.
                    watching ??= await _feed.Watch(_gymId, item => _items.Writer.TryWrite(item), _closing.Token);
                    while (_items.Reader.TryRead(out var item))
                    {
                        if (item is not null)
                            Take(item);
                    }

                    await CatchUp();
                    Publish();
                }
                catch (Exception e) when (e is not OperationCanceledException || !_closing.IsCancellationRequested)
                {
                    // Shown as it was; the next tick tries again.
                    Volatile.Write(ref _missed, 1);
                    LogFailed(e, _gymId);
                }
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
        }
        finally
        {
            if (watching is not null)
                await watching.DisposeAsync();
        }
    }

    // An item that is none wakes the loop.
    private async Task Tick(PeriodicTimer timer)
    {
        _items.Writer.TryWrite(null);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
                _items.Writer.TryWrite(null);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Take(GymFeedItem item)
    {
        var now = _time.GetTimestamp();
        foreach (var entry in item.Events)
        {
            if (!_sessions.TryGetValue(entry.Session.SessionId, out var session) || !session.Take(entry, now))
                _toRead.Add(entry.Session.SessionId);
        }

        foreach (var erased in item.Erased)
        {
            _sessions.Remove(erased.SessionId);
            _toRead.Remove(erased.SessionId);
        }

        foreach (var report in item.Statuses)
        {
            if (_sessions.TryGetValue(report.Session.SessionId, out var session))
            {
                if (!session.Take(report, now))
                    _toRead.Add(report.Session.SessionId);
            }
            else if (report.Status.Phase != SessionPhase.Ended)
            {
                _toRead.Add(report.Session.SessionId);
            }
        }
    }

    // Somebody who was erased is not shown for as long as others are, and who missed that it was said notices by himself.
    private async Task DropErased()
    {
        foreach (var (id, session) in _sessions.ToArray())
        {
            if (_time.GetElapsedTime(session.Heard) >= s_silent && await _journal.Find(new SessionKey(_gymId, id), _closing.Token) is null)
                _sessions.Remove(id);
        }
    }

    private async Task CatchUp()
    {
        if (Volatile.Read(ref _missed) == 1 || _time.GetElapsedTime(_asked) >= s_asksGymEvery)
        {
            Volatile.Write(ref _missed, 0);
            foreach (var exercise in await _grains.GetGrain<ICatalogGrain>(_gymId).Exercises())
                _exercises[exercise.ExerciseId] = exercise.DisplayName;
            foreach (var live in await _grains.GetGrain<IGymGrain>(_gymId).LiveSessions())
            {
                if (!_sessions.ContainsKey(live.Session.SessionId))
                    _toRead.Add(live.Session.SessionId);
            }

            await DropErased();
            _asked = _time.GetTimestamp();
        }

        foreach (var some in _toRead.ToArray().Chunk(LoadedAtOnce))
        {
            foreach (var (id, session) in await Task.WhenAll(some.Select(Read)))
            {
                _toRead.Remove(id);
                // One that ended long ago is not news; one that ends before our eyes is.
                if (session is null || (session.HasEnded && !_sessions.ContainsKey(id)))
                    _sessions.Remove(id);
                else
                    _sessions[id] = session;
            }
        }
    }

    private async Task<(string Id, BoardSession? Session)> Read(string sessionId)
    {
        var key = new SessionKey(_gymId, sessionId);
        var now = _time.GetTimestamp();
        var stored = await _journal.Find(key, _closing.Token);
        var history = stored is null ? null : await _history.Session(key, _closing.Token);
        if (history is null)
            return (sessionId, null);
        var snapshot = stored!.EndedMicros is null ? await _grains.GetGrain<ISessionGrain>(key.ToString()).Get() : null;
        return (sessionId, new BoardSession(stored, history, snapshot, now));
    }

    private void Publish()
    {
        foreach (var (id, session) in _sessions.ToArray())
        {
            if (_time.GetElapsedTime(session.Heard) > (session.HasEnded ? s_endedStays : s_lostStays))
                _sessions.Remove(id);
        }

        var view = new BoardView(
        [
            .. _sessions.OrderBy(s => s.Value.Started).ThenBy(s => s.Key, StringComparer.Ordinal)
                .Select(s => s.Value.Show(_exercises.GetValueOrDefault(s.Value.ExerciseId, s.Value.ExerciseId), _time.GetElapsedTime(s.Value.Heard) >= s_silent)),
        ]);
        var before = _now;
        // Once at least: who waits for the first look gets it, also where nobody trains.
        if (_ticks++ > 0 && before.View.Rows.SequenceEqual(view.Rows))
            return;
        _now = new Moment(view) { IsRead = true };
        before.Pass();
    }

    [LoggerMessage(LogLevel.Warning, "The board of gym {Gym} could not be kept up to date; it is tried again.")]
    private partial void LogFailed(Exception exception, string gym);

    /// <summary>A board and when it is past.</summary>
    internal sealed class Moment(BoardView view)
    {
        private readonly TaskCompletionSource _past = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The board.</summary>
        public BoardView View => view;

        /// <summary>Whether the journal was read: before that nobody is on the board yet.</summary>
        public bool IsRead { get; init; }

        /// <summary>Done when there is a newer one.</summary>
        public Task Past => _past.Task;

        /// <summary>There is a newer one.</summary>
        public void Pass() => _past.TrySetResult();
    }
}
