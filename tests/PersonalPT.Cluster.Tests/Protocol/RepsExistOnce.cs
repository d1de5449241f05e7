using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>What must hold of every log, whatever was lost.</summary>
internal static class RepsExistOnce
{
    /// <summary>What is wrong; null where nothing is.</summary>
    public static string? Fault(IReadOnlyList<SessionEventBody> log)
    {
        var seen = log.OfType<RepCompleted>().ToLookup(e => e.SetNumber);
        foreach (var ended in log.OfType<SetEnded>())
        {
            if (ended.Reps.Count != seen[ended.SetNumber].Count())
                return $"Set {ended.SetNumber} ends with {ended.Reps.Count} reps and {seen[ended.SetNumber].Count()} were shown.";
        }

        // Times of reps are estimates; two that are the same movement overlap by most of it.
        var reps = log.OfType<SetEnded>().SelectMany(e => e.Reps).OrderBy(r => r.StartMicros).ToArray();
        for (var i = 1; i < reps.Length; i++)
        {
            var overlap = Math.Min(reps[i - 1].EndMicros, reps[i].EndMicros) - reps[i].StartMicros;
            var shorter = Math.Min(reps[i - 1].EndMicros - reps[i - 1].StartMicros, reps[i].EndMicros - reps[i].StartMicros);
            if (2 * overlap > shorter)
                return $"A rep counts twice: {reps[i - 1]} and {reps[i]}.";
        }

        return null;
    }
}
