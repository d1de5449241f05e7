using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Watching;

/// <summary>
/// Everybody in this silo who watches sessions, or a whole gym. While a gym has watchers its stream is subscribed to, once; what comes is handed to those
/// who watch the session that it is about. Nothing here waits for a watcher.
/// </summary>
internal sealed partial class GymHub(IGymFeedSource feeds, ILogger<GymHub> logger) : IGymFeed
{
    // A gym stays once it was watched: there are as many as have sessions, and nobody can meet one that is going away.
    private readonly ConcurrentDictionary<string, Gym> _gyms = new();

    /// <summary>Begins to watch a session; events that are written from now on reach the watcher, or leave a hole that it can see.</summary>
    /// <returns>Ends it.</returns>
    public async Task<IAsyncDisposable> Watch(SessionKey session, ISessionWatcher watcher, CancellationToken cancellationToken)
    {
        var gym = _gyms.GetOrAdd(session.GymId, id => new Gym(id, feeds));
        await gym.Add(session, watcher, cancellationToken);
        return Leaving(session.GymId, () => gym.Remove(session, watcher));
    }

    /// <inheritdoc/>
    public async Task<IAsyncDisposable> Watch(string gymId, Action<GymFeedItem> deliver, CancellationToken cancellationToken)
    {
        var gym = _gyms.GetOrAdd(gymId, id => new Gym(id, feeds));
        await gym.Add(deliver, cancellationToken);
        return Leaving(gymId, () => gym.Remove(deliver));
    }

    private Watched Leaving(string gymId, Func<Task> leave) => new(async () =>
    {
        try
        {
            await leave();
        }
        catch (Exception e)
        {
            // Should the old subscription live on after all, everybody still hears each event once: they are numbered.
            LogNotUnsubscribed(e, gymId);
        }
    });

    [LoggerMessage(LogLevel.Warning, "The feed of gym {Gym} could not be let go of.")]
    private partial void LogNotUnsubscribed(Exception exception, string gym);

    [SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, and a gym lives as long as the server.")]
    private sealed class Gym(string id, IGymFeedSource feeds)
    {
        private readonly SemaphoreSlim _one = new(1, 1);
        private volatile ImmutableDictionary<string, ImmutableArray<ISessionWatcher>> _watchers = ImmutableDictionary<string, ImmutableArray<ISessionWatcher>>.Empty;
        private IAsyncDisposable? _subscription;

        private volatile WholeGym _whole = new([]);

        public Task Add(SessionKey session, ISessionWatcher watcher, CancellationToken cancellationToken) => Enter(
            () => _watchers = _watchers.SetItem(session.SessionId, _watchers.GetValueOrDefault(session.SessionId, []).Add(watcher)), cancellationToken);

        public Task Add(Action<GymFeedItem> watcher, CancellationToken cancellationToken) =>
            Enter(() => _whole = new(_whole.Watchers.Add(watcher)), cancellationToken);

        public Task Remove(SessionKey session, ISessionWatcher watcher) => Leave(() =>
        {
            var others = _watchers.GetValueOrDefault(session.SessionId, []).Remove(watcher);
            _watchers = others.IsEmpty ? _watchers.Remove(session.SessionId) : _watchers.SetItem(session.SessionId, others);
        });

        public Task Remove(Action<GymFeedItem> watcher) => Leave(() => _whole = new(_whole.Watchers.Remove(watcher)));

        private async Task Enter(Action add, CancellationToken cancellationToken)
        {
            await _one.WaitAsync(cancellationToken);
            try
            {
                _subscription ??= await feeds.Subscribe(id, Deliver);
                add();
            }
            finally
            {
                _one.Release();
            }
        }

        // The last one lets go of the feed. Whether that succeeds or not, the next one subscribes anew.
        private async Task Leave(Action remove)
        {
            await _one.WaitAsync(CancellationToken.None);
            try
            {
                remove();
                if (!_watchers.IsEmpty || !_whole.Watchers.IsEmpty || _subscription is not { } subscription)
                    return;

                _subscription = null;
                await subscription.DisposeAsync();
            }
            finally
            {
                _one.Release();
            }
        }

        private void Deliver(GymFeedItem item)
        {
            foreach (var whole in _whole.Watchers)
                whole(item);

            var watchers = _watchers;
            foreach (var ofSession in item.Events.GroupBy(e => e.Session.SessionId))
            {
                if (!watchers.TryGetValue(ofSession.Key, out var interested))
                    continue;
                var events = ofSession.ToArray();
                foreach (var watcher in interested)
                    watcher.OnEvents(events);
            }

            foreach (var erased in item.Erased)
            {
                foreach (var watcher in watchers.GetValueOrDefault(erased.SessionId, []))
                    watcher.OnErased();
            }

            foreach (var report in item.Statuses)
            {
                if (!watchers.TryGetValue(report.Session.SessionId, out var interested))
                    continue;
                foreach (var watcher in interested)
                    watcher.OnStatus(report);
            }
        }
    }

    // An immutable array is a value: only a reference can be exchanged at once.
    private sealed record WholeGym(ImmutableArray<Action<GymFeedItem>> Watchers);

    private sealed class Watched(Func<Task> leave) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await leave();
    }
}
