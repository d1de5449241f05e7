using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Watching;

/// <summary>
/// Everybody in this silo who watches sessions. While a gym has watchers its stream is subscribed to, once; what comes is handed to those who watch the
/// session that it is about. Nothing here waits for a watcher.
/// </summary>
internal sealed class GymHub(IGymFeedSource feeds)
{
    private readonly ConcurrentDictionary<string, Gym> _gyms = new();

    /// <summary>Begins to watch a session; events that are written from now on reach the watcher, or leave a hole that it can see.</summary>
    /// <returns>Ends it.</returns>
    public async Task<IAsyncDisposable> Watch(SessionKey session, ISessionWatcher watcher)
    {
        while (true)
        {
            var gym = _gyms.GetOrAdd(session.GymId, _ => new Gym());
            if (!await gym.Add(session, watcher, feeds))
                continue;

            return new Watched(async () =>
            {
                if (await gym.Remove(session, watcher))
                    _gyms.TryRemove(new KeyValuePair<string, Gym>(session.GymId, gym));
            });
        }
    }

    [SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, and somebody may still wait at it when the gym is closed.")]
    private sealed class Gym
    {
        private readonly SemaphoreSlim _one = new(1, 1);
        private ImmutableDictionary<string, ImmutableArray<ISessionWatcher>> _watchers = ImmutableDictionary<string, ImmutableArray<ISessionWatcher>>.Empty;
        private IAsyncDisposable? _subscription;
        private bool _closed;

        /// <returns>False where the gym's last watcher left just now: ask for the gym again.</returns>
        public async Task<bool> Add(SessionKey session, ISessionWatcher watcher, IGymFeedSource feeds)
        {
            await _one.WaitAsync();
            try
            {
                if (_closed)
                    return false;

                _subscription ??= await feeds.Subscribe(session.GymId, Deliver);
                var others = _watchers.GetValueOrDefault(session.SessionId, []);
                _watchers = _watchers.SetItem(session.SessionId, others.Add(watcher));
                return true;
            }
            finally
            {
                _one.Release();
            }
        }

        /// <returns>Whether it was the last one.</returns>
        public async Task<bool> Remove(SessionKey session, ISessionWatcher watcher)
        {
            await _one.WaitAsync();
            try
            {
                var others = _watchers.GetValueOrDefault(session.SessionId, []).Remove(watcher);
                _watchers = others.IsEmpty ? _watchers.Remove(session.SessionId) : _watchers.SetItem(session.SessionId, others);
                if (!_watchers.IsEmpty)
                    return false;

                _closed = true;
                if (_subscription is { } subscription)
                    await subscription.DisposeAsync();
                return true;
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
