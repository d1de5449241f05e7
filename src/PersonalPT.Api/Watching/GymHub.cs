using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Watching;

/// <summary>
/// Everybody in this silo who watches sessions. While a gym has watchers its stream is subscribed to, once; what comes is handed to those who watch the
/// session that it is about. Nothing here waits for a watcher.
/// </summary>
internal sealed partial class GymHub(IGymFeedSource feeds, ILogger<GymHub> logger)
{
    // A gym stays once it was watched: there are as many as have sessions, and nobody can meet one that is going away.
    private readonly ConcurrentDictionary<string, Gym> _gyms = new();

    /// <summary>Begins to watch a session; events that are written from now on reach the watcher, or leave a hole that it can see.</summary>
    /// <returns>Ends it.</returns>
    public async Task<IAsyncDisposable> Watch(SessionKey session, ISessionWatcher watcher, CancellationToken cancellationToken)
    {
        var gym = _gyms.GetOrAdd(session.GymId, id => new Gym(id, feeds));
        await gym.Add(session, watcher, cancellationToken);
        return new Watched(async () =>
        {
            try
            {
                await gym.Remove(session, watcher);
            }
            catch (Exception e)
            {
                // Should the old subscription live on after all, everybody still hears each event once: they are numbered.
                LogNotUnsubscribed(e, session.GymId);
            }
        });
    }

    [LoggerMessage(LogLevel.Warning, "The feed of gym {Gym} could not be let go of.")]
    private partial void LogNotUnsubscribed(Exception exception, string gym);

    [SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, and a gym lives as long as the server.")]
    private sealed class Gym(string id, IGymFeedSource feeds)
    {
        private readonly SemaphoreSlim _one = new(1, 1);
        private volatile ImmutableDictionary<string, ImmutableArray<ISessionWatcher>> _watchers = ImmutableDictionary<string, ImmutableArray<ISessionWatcher>>.Empty;
        private IAsyncDisposable? _subscription;

        public async Task Add(SessionKey session, ISessionWatcher watcher, CancellationToken cancellationToken)
        {
            await _one.WaitAsync(cancellationToken);
            try
            {
                _subscription ??= await feeds.Subscribe(id, Deliver);
                var others = _watchers.GetValueOrDefault(session.SessionId, []);
                _watchers = _watchers.SetItem(session.SessionId, others.Add(watcher));
            }
            finally
            {
                _one.Release();
            }
        }

        /// <summary>The last one lets go of the feed. Whether that succeeds or not, the next one subscribes anew.</summary>
        public async Task Remove(SessionKey session, ISessionWatcher watcher)
        {
            await _one.WaitAsync(CancellationToken.None);
            try
            {
                var others = _watchers.GetValueOrDefault(session.SessionId, []).Remove(watcher);
                _watchers = others.IsEmpty ? _watchers.Remove(session.SessionId) : _watchers.SetItem(session.SessionId, others);
                if (!_watchers.IsEmpty || _subscription is not { } subscription)
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
            var watchers = _watchers;
            foreach (var ofSession in item.Events.GroupBy(e => e.Session.SessionId))
            {
                if (!watchers.TryGetValue(ofSession.Key, out var interested))
                    continue;
                var events = ofSession.ToArray();
                foreach (var watcher in interested)
                    watcher.OnEvents(events);
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

    private sealed class Watched(Func<Task> leave) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await leave();
    }
}
