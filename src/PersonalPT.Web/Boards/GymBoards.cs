using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Live;

namespace PersonalPT.Web.Boards;

/// <summary>The boards of all gyms that somebody looks at. A board is made for the first who looks and goes a little after the last one.</summary>
internal sealed class GymBoards(
    IGymFeed feed, IGrainFactory grains, IJournal journal, IHistory history, TimeProvider time, LivePlaces places, ILogger<GymBoards> logger) : IAsyncDisposable
{
    // Who reloads a page, or a page without scripts, finds the board as it was.
    private static readonly TimeSpan s_stays = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kept> _boards = [];

    /// <summary>Begins to look at a gym's board; dispose of it in the end. Null where as many look as may.</summary>
    public Look? Begin(string gymId)
    {
        if (places.Take() is not { } place)
            return null;

        lock (_gate)
        {
            if (!_boards.TryGetValue(gymId, out var kept))
                _boards.Add(gymId, kept = new Kept(new GymBoard(gymId, feed, grains, journal, history, time, logger)));
            kept.Lookers++;
            return new Look(kept.Board, () =>
            {
                place.Dispose();
                End(gymId, kept);
            });
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kept[] kept;
        lock (_gate)
        {
            kept = [.. _boards.Values];
            _boards.Clear();
        }

        foreach (var one in kept)
            await one.Board.DisposeAsync();
    }

    private void End(string gymId, Kept kept)
    {
        lock (_gate)
        {
            if (--kept.Lookers == 0)
                _ = LetGo(gymId, kept, ++kept.Departures);
        }
    }

    private async Task LetGo(string gymId, Kept kept, int departure)
    {
        await Task.Delay(s_stays, time);
        lock (_gate)
        {
            if (kept.Lookers > 0 || kept.Departures != departure || !_boards.TryGetValue(gymId, out var there) || there != kept)
                return;
            _boards.Remove(gymId);
        }

        await kept.Board.DisposeAsync();
    }

    /// <summary>Somebody's look at a board.</summary>
    internal sealed class Look(GymBoard board, Action end) : IDisposable
    {
        private Action? _end = end;

        /// <summary>The board.</summary>
        public GymBoard Board => board;

        /// <summary>Looks away.</summary>
        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }

    private sealed class Kept(GymBoard board)
    {
        public GymBoard Board => board;

        public int Lookers { get; set; }

        public int Departures { get; set; }
    }
}
