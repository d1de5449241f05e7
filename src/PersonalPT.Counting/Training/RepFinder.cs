using MathNet.Numerics.Statistics;
using PersonalPT.Counting.Signals;

namespace PersonalPT.Counting.Training;

/// <summary>Reps found in a demonstration.</summary>
/// <param name="Cycles">From low over high to low, of a view in which high is State A, or State R.</param>
/// <param name="States">The rows of both states.</param>
internal sealed record FoundReps(IReadOnlyList<Cycle> Cycles, CycleLabels States);

/// <summary>
/// Finds the reps of one demonstration recording, given only their number, or not even that. Candidates are the zigzags of several views of the
/// movement; the best of them are tried: the model made of them must count its own demonstration.
/// </summary>
internal static class RepFinder
{
    // Of a candidate's model: the best few above a share of the best score.
    private const int Shortlist = 8;
    private const double ShortlistShare = .5;

    // Steps of the zigzags, as shares of the view's range between these quantiles.
    private const double LowQuantile = .03, HighQuantile = .97;
    private const double LeastRange = 1e-6;
    private static readonly double[] _steps = [.25, .35, .45, .55, .65, .8];

    /// <summary>The reps, or nothing where no movement back and forth was found. Which end is the rest is left to <see cref="RestSide"/>.</summary>
    /// <param name="rows">Smoothed feature rows of the demonstration.</param>
    /// <param name="count">How many reps there are, where that is known.</param>
    /// <param name="label">The states of whole cycles.</param>
    /// <param name="countOwn">What the model made of these states counts in the demonstration.</param>
    /// <param name="ct">Ends the search.</param>
    public static FoundReps? Find(
        FeatureRows rows, int? count, Func<IReadOnlyList<Cycle>, CycleLabels> label, Func<CycleLabels, OwnReps> countOwn, CancellationToken ct) =>
        Best(rows, MovementSignals.Of(rows, ct).SelectMany(s => new[] { s, Array.ConvertAll(s, v => -v) }), count, label, countOwn, ct);

    /// <summary>The reps of a movement whose states are known, from rest to rest.</summary>
    public static FoundReps? FindAlong(
        FeatureRows rows,
        CycleLabels states,
        int? count,
        Func<IReadOnlyList<Cycle>, CycleLabels> label,
        Func<CycleLabels, OwnReps> countOwn,
        CancellationToken ct) =>
        Best(rows, [RestSide.Along(rows, RestSide.Difference(rows, states))], count, label, countOwn, ct);

    private static FoundReps? Best(
        FeatureRows rows,
        IEnumerable<double[]> views,
        int? count,
        Func<IReadOnlyList<Cycle>, CycleLabels> label,
        Func<CycleLabels, OwnReps> countOwn,
        CancellationToken ct)
    {
        (double Score, IReadOnlyList<Cycle> Cycles)[] candidates = [.. views.SelectMany(v => Candidates(rows, v, count, ct)).OrderByDescending(c => c.Score)];
        (int Miss, IReadOnlyList<Cycle> Cycles, CycleLabels States)? best = null;
        foreach (var (score, cycles) in candidates.Take(Shortlist))
        {
            ct.ThrowIfCancellationRequested();
            if (score < ShortlistShare * candidates[0].Score && best is not null)
                break;
            var states = label(cycles);
            var miss = Math.Abs(countOwn(states).Count - cycles.Count);
            // A miss of one is less in a candidate with more reps, where the number is not given.
            if (best is not { } b || (long)miss * b.Cycles.Count < (long)b.Miss * cycles.Count)
                best = (miss, cycles, states);
            if (miss == 0)
                break;
        }

        return best is { } found ? new FoundReps(found.Cycles, found.States) : null;
    }

    private static IEnumerable<(double Score, IReadOnlyList<Cycle> Cycles)> Candidates(FeatureRows rows, double[] view, int? count, CancellationToken ct)
    {
        var sorted = (double[])view.Clone();
        Array.Sort(sorted);
        var range = Quantile(sorted, HighQuantile) - Quantile(sorted, LowQuantile);
        if (range < LeastRange)
            yield break;

        List<Cycle> last = [];
        foreach (var step in _steps)
        {
            ct.ThrowIfCancellationRequested();
            var cycles = Zigzag.Cycles(view, step * range);
            // A larger step often finds the very same cycles.
            if (cycles.Count < (count ?? 2) || cycles.Select(c => c.Peak).SequenceEqual(last.Select(c => c.Peak)))
                continue;
            last = cycles;
            if (Choose(rows, cycles, count) is { } candidate)
                yield return candidate;
        }
    }

    private static (double Score, IReadOnlyList<Cycle> Cycles)? Choose(FeatureRows rows, List<Cycle> cycles, int? count)
    {
        var shapes = new CycleShapes(rows, cycles);
        switch (count)
        {
            case null:
                var alike = shapes.Alike();
                return alike.Count < 2 ? null : (shapes.Regularity(alike), [.. alike.Select(c => cycles[c])]);
            case 1:
                int widest = Enumerable.Range(0, cycles.Count).MaxBy(shapes.OutAndBack);
                return (shapes.OutAndBack(widest), [cycles[widest]]);
            default:
                var (regularity, first) = shapes.BestRun(count.Value);
                return (regularity, cycles.GetRange(first, count.Value));
        }
    }

    private static double Quantile(double[] sorted, double share) => SortedArrayStatistics.QuantileCustom(sorted, share, QuantileDefinition.R7);
}
