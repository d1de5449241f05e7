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

        // Times of reps are estimates, and within a set the counter itself may let two of them overlap, above all where a gap cut the first movement in
        // two. What must not be is a movement that counts in two sets: those overlap by most of it.
        var reps = log.OfType<SetEnded>().SelectMany(e => e.Reps.Select(rep => (Set: e.SetNumber, Rep: rep))).OrderBy(r => r.Rep.StartMicros).ToArray();
        for (var i = 1; i < reps.Length; i++)
        {
            var (before, rep) = (reps[i - 1], reps[i]);
            var overlap = Math.Min(before.Rep.EndMicros, rep.Rep.EndMicros) - rep.Rep.StartMicros;
            var shorter = Math.Min(before.Rep.EndMicros - before.Rep.StartMicros, rep.Rep.EndMicros - rep.Rep.StartMicros);
            if (before.Set != rep.Set && 2 * overlap > shorter)
                return $"A rep counts in two sets: {before} and {rep}.";
        }

        return null;
    }
}
