using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Sessions;

namespace PersonalPT.Grains.Gyms;

/// <summary>
/// What a silo's sessions have to say to everybody but their grains' callers: status to their observers, events and status to their gyms' streams.
/// One for a silo, so that a thousand sessions are one loop and a gym gets one message for all of them. Events go out at once, status every 100 ms,
/// last value wins. Best effort: whoever misses something sees a hole in event numbers and reads the journal.
/// </summary>
internal sealed partial class GymAnnouncer : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int EventQueue = 4096;

    private static readonly TimeSpan s_statusEvery = TimeSpan.FromMilliseconds(100);
    private static readonly int s_manySessions = 200 * Environment.ProcessorCount;
    private static readonly TimeSpan s_gymHearsEvery = TimeSpan.FromSeconds(20);

    private readonly IServiceProvider _services;
    private readonly IGrainFactory _grains;
    private readonly SessionInstruments _instruments;
    private readonly TimeProvider _clock;
    private readonly ILogger<GymAnnouncer> _logger;
    private readonly ConcurrentDictionary<SessionPresence, long> _present = [];
    private readonly Channel<IReadOnlyList<SessionEvent>> _events;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, Announcement> _announcements = [];
    private Task _announcing = Task.CompletedTask;
    private Task _ticking = Task.CompletedTask;
    private int _tickWaits;

    public GymAnnouncer(
        IServiceProvider services, IGrainFactory grains, SessionInstruments instruments, TimeProvider clock, ILogger<GymAnnouncer> logger)
    {
        (_services, _grains, _instruments, _clock, _logger) = (services, grains, instruments, clock, logger);
        _events = Channel.CreateBounded<IReadOnlyList<SessionEvent>>(
            new BoundedChannelOptions(EventQueue) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            dropped => _instruments.Dropped.Add(dropped.Count));
    }

    /// <summary>A session that is not over is held in this silo.</summary>
    public void Enter(SessionPresence presence)
    {
        if (!_present.TryAdd(presence, 0))
            return;

        _instruments.Live.Add(1);
    }

    /// <summary>A session is held here no more.</summary>
    public void Leave(SessionPresence presence)
    {
        if (_present.TryRemove(presence, out _))
            _instruments.Live.Add(-1);
    }

    /// <summary>New entries of a session's log; in order for each session. Call it before the session shows their number as its newest.</summary>
    public void Announce(IReadOnlyList<SessionEvent> events) => _events.Writer.TryWrite(events);

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(GymAnnouncer), ServiceLifecycleStage.Active, Start, Stop);

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private Task Start(CancellationToken cancellationToken)
    {
        _announcing = Task.Run(Run, CancellationToken.None);
        _ticking = Task.Run(Tick, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task Stop(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_announcing, _ticking).WaitAsync(cancellationToken);
    }

    private async Task Tick()
    {
        using var timer = new PeriodicTimer(s_statusEvery, _clock);
        try
        {
            for (var tick = 0L; await timer.WaitForNextTickAsync(_stopping.Token); tick++)
            {
                // Many sessions take turns: five statuses a second instead of ten.
                if (tick % 2 == 1 && _present.Count > s_manySessions)
                    continue;

                // An empty list wakes the announcer; it may be taken before the announcer looks for this sign again.
                if (Interlocked.Exchange(ref _tickWaits, 1) == 0)
                    _events.Writer.TryWrite([]);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task Run()
    {
        var provider = _services.GetRequiredKeyedService<IStreamProvider>(GymFeed.Provider);
        try
        {
            while (await _events.Reader.WaitToReadAsync(_stopping.Token))
                await Announce(provider);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task Announce(IStreamProvider provider)
    {
        try
        {
            do
            {
                // Status first and the queue after it: then no report names an event that is not in this item or an earlier one.
                if (Interlocked.Exchange(ref _tickWaits, 0) == 1)
                    CollectStatuses();
                TakeEvents();
            }
            while (Volatile.Read(ref _tickWaits) == 1);

            await Task.WhenAll(_announcements.Select(a => Send(provider, a.Key, a.Value.ToItem())));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogRoundFailed(e);
        }
        finally
        {
            _announcements.Clear();
        }
    }

    private void TakeEvents()
    {
        for (var n = 0; n < EventQueue && _events.Reader.TryRead(out var events); n++)
        {
            if (events.Count > 0)
                Of(events[0].Session.GymId).Events.AddRange(events);
        }
    }

    private void CollectStatuses()
    {
        foreach (var (presence, toldGym) in _present)
        {
            if (presence.TryReport(out var report, out var isNew))
            {
                Of(presence.Session.GymId).Statuses.Add(report);
                if (isNew)
                    presence.Audience.Tell(report.Status, presence.HasToldPhone(report.Status));
            }

            if (presence.IsOver)
                Leave(presence);
            else if (toldGym == 0 || _clock.GetElapsedTime(toldGym) >= s_gymHearsEvery)
            {
                _grains.GetGrain<IGymGrain>(presence.Session.GymId).SessionIsLive(presence.Session.SessionId, presence.AthleteId).Ignore();
                _present.TryUpdate(presence, _clock.GetTimestamp(), toldGym);
            }
        }
    }

    private Announcement Of(string gym)
    {
        if (!_announcements.TryGetValue(gym, out var announcement))
            _announcements.Add(gym, announcement = new Announcement([], []));
        return announcement;
    }

    private async Task Send(IStreamProvider provider, string gym, GymFeedItem item)
    {
        try
        {
            await provider.GetStream<GymFeedItem>(GymFeed.Of(gym)).OnNextAsync(item);
        }
        catch (Exception e)
        {
            // A stream is only the doorbell; whoever waits at it reads the journal.
            LogNotSent(e, item.Events.Count, item.Statuses.Count);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A gym's stream did not take {events} events and {statuses} statuses; watchers will read the journal.")]
    private partial void LogNotSent(Exception exception, int events, int statuses);

    [LoggerMessage(LogLevel.Error, "A round of announcements failed; watchers will read the journal.")]
    private partial void LogRoundFailed(Exception exception);

    private sealed record Announcement(List<SessionEvent> Events, List<SessionStatusReport> Statuses)
    {
        public GymFeedItem ToItem() => new(Events, Statuses);
    }
}
