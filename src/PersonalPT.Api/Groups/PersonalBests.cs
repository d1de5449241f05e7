using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Groups;

/// <summary>An athlete's own best: for each round of a plan, the most reps of its exercise that he ever did in as long a time.</summary>
internal static class PersonalBests
{
    // What a round without end is compared with: the longest set.
    private const long OpenRoundMicros = 300_000_000;

    /// <summary>Looks through a history, once and without keeping it: of each exercise only the reps of one window are held.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="reps">All reps, in the order of sessions and sets.</param>
    /// <returns>One number a round; 0 where the exercise was never done.</returns>
    public static async Task<int[]> Of(GroupPlan plan, IAsyncEnumerable<RepHistory> reps)
    {
        var windows = plan.Rounds.Select(r => new Window(r.ExerciseId, r.Seconds > 0 ? r.Seconds * 1_000_000L : OpenRoundMicros)).ToArray();
        await foreach (var rep in reps)
        {
            foreach (var window in windows)
                window.Add(rep);
        }

        return [.. windows.Select(w => w.Most)];
    }

    // Within one session: reps of two phones that were used at the same time are not one effort.
    private sealed class Window(string exerciseId, long micros)
    {
        private readonly Queue<long> _ends = [];
        private string? _session;

        public int Most { get; private set; }

        public void Add(RepHistory rep)
        {
            if (rep.Model.ExerciseId != exerciseId)
                return;
            if (rep.SessionId != _session)
                _ends.Clear();
            _session = rep.SessionId;
            _ends.Enqueue(rep.Rep.EndMicros);
            // A rep ends within the window, wherever it began: so does one that a round counts.
            while (_ends.Peek() <= rep.Rep.EndMicros - micros)
                _ends.Dequeue();
            Most = Math.Max(Most, _ends.Count);
        }
    }
}
