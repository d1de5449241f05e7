using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Groups;

namespace PersonalPT.Grains.Groups;

/// <summary>The boards that this process shows: one observer for each group that somebody here watches, and a place for the newest board for each watcher.</summary>
internal sealed partial class GroupBoards(IGrainFactory grains, TimeProvider clock, ILogger<GroupBoards> logger) : IGroupBoards
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(500);

    // A group that is watched says something every second; one that does not is asked.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_renewEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_shownAfterEnd = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<GroupKey, Hub> _hubs = [];

    /// <inheritdoc/>
    public async IAsyncEnumerable<GroupBoard> Watch(GroupKey group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = Channel.CreateBounded<GroupBoard>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        Hub? hub;
        lock (_lock)
        {
            if (!_hubs.TryGetValue(group, out hub))
            {
                _hubs.Add(group, hub = new Hub(clock));
                _ = Look(group, hub);
            }

            hub.Add(place.Writer);
        }

        try
        {
            await foreach (var board in place.Reader.ReadAllAsync(cancellationToken))
            {
                yield return board;
                if (IsLast(board))
                    yield break;
            }
        }
        finally
        {
            lock (_lock)
            {
                if (hub.Remove(place.Writer))
                {
                    Close(group, hub);
                    hub.Leave();
                }
            }
        }
    }

    private static bool IsLast(GroupBoard board) =>
        board.Clock.Phase == GroupPhase.Finished && board.Clock.AtMicros - board.Clock.PhaseStartedMicros >= GroupCourse.Micros(s_shownAfterEnd);

    private async Task Look(GroupKey group, Hub hub)
    {
        // Not in the context of whoever watches first.
        await Task.Yield();
        var grain = grains.GetGrain<IGroupSessionGrain>(group.ToString());
        var reference = grains.CreateObjectReference<IGroupObserver>(hub);
        using var timer = new PeriodicTimer(s_lookEvery, clock);
        var asked = 0L;
        try
        {
            do
            {
                var silent = clock.GetElapsedTime(hub.Heard) >= s_silence && clock.GetElapsedTime(asked) >= s_silence;
                if (asked != 0 && !silent && clock.GetElapsedTime(asked) < s_renewEvery)
                    continue;

                asked = clock.GetTimestamp();
                try
                {
                    if (await grain.Watch(reference) is not { } board)
                        break;

                    hub.Show(board);
                }
                catch (Exception e) when (!hub.Left.IsCancellationRequested)
                {
                    // Its server died or is dying, which may be told as a cancellation; another one takes the group when it is asked again.
                    LogNotWatched(e, group.GroupId);
                }
            }
            while (await timer.WaitForNextTickAsync(hub.Left));
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            lock (_lock)
            {
                Close(group, hub);
                hub.Complete();
            }

            grain.Forget(reference).Ignore();
            grains.DeleteObjectReference<IGroupObserver>(reference);
        }
    }

    private void Close(GroupKey group, Hub hub)
    {
        if (_hubs.GetValueOrDefault(group) == hub)
            _hubs.Remove(group);
    }

    [LoggerMessage(LogLevel.Warning, "Group {group} could not be watched; it is tried again.")]
    private partial void LogNotWatched(Exception exception, string group);

    [SuppressMessage("Design", "CA1001", Justification = "A source without a timer or a wait handle holds nothing.")]
    private sealed class Hub(TimeProvider clock) : IGroupObserver
    {
        private readonly Lock _lock = new();
        private readonly CancellationTokenSource _left = new();
        private readonly List<ChannelWriter<GroupBoard>> _places = [];
        private GroupBoard? _newest;
        private long _heard;

        public CancellationToken Left => _left.Token;

        public long Heard => Volatile.Read(ref _heard);

        public Task OnBoard(GroupBoard board)
        {
            Show(board);
            return Task.CompletedTask;
        }

        public void Add(ChannelWriter<GroupBoard> place)
        {
            lock (_lock)
            {
                _places.Add(place);
                if (_newest is { } newest)
                    place.TryWrite(newest);
            }
        }

        /// <returns>Whether nobody is left.</returns>
        public bool Remove(ChannelWriter<GroupBoard> place)
        {
            lock (_lock)
            {
                _places.Remove(place);
                return _places.Count == 0;
            }
        }

        public void Show(GroupBoard board)
        {
            lock (_lock)
            {
                Volatile.Write(ref _heard, clock.GetTimestamp());
                // A board that was held up on its way must not take the place of a newer one.
                if (_newest is not null && board.Clock.AtMicros < _newest.Clock.AtMicros)
                    return;

                _newest = board;
                foreach (var place in _places)
                    place.TryWrite(board);
            }
        }

        public void Complete()
        {
            lock (_lock)
            {
                foreach (var place in _places)
                    place.TryComplete();
            }
        }

        public void Leave() => _left.Cancel();
    }
}
