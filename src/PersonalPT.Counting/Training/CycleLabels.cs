using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Training;

/// <summary>
/// Finds the rows of State A and of State R in reps of which only the ends are known. A rep starts and ends at rest; the active pose is where the
/// typical rep is farthest from that.
/// </summary>
/// <param name="Active">Rows of State A.</param>
/// <param name="Rest">Rows of State R.</param>
internal sealed record CycleLabels(IReadOnlyList<int> Active, IReadOnlyList<int> Rest)
{
    /// <summary>Samples of a rep's template.</summary>
    private const int Phases = 32;

    /// <summary>A state has at least so many rows.</summary>
    private const int Least = 3;

    private const double ActiveFrom = .65;
    private const double RestUpTo = .35;

    /// <summary>The same rows with the states exchanged.</summary>
    public CycleLabels Exchanged() => new(Active: Rest, Rest: Active);

    /// <summary>Labels the rows of whole reps.</summary>
    /// <param name="rows">The demonstration, smoothed; at least two rows.</param>
    /// <param name="cycles">At least one rep, from rest to rest.</param>
    public static CycleLabels Of(FeatureRows rows, IReadOnlyList<RowSpan> cycles)
    {
        var template = Template(rows, cycles);
        var rest = new double[SkeletonFeatures.Count];
        for (var f = 0; f < rest.Length; f++)
            rest[f] = (template[0][f] + template[1][f] + template[Phases - 2][f] + template[Phases - 1][f]) / 4;

        var active = template.MaxBy(sample => SquaredDistance(sample, rest))!;
        var across = active.Zip(rest, (a, r) => a - r).ToArray();
        var length = across.Sum(d => d * d);

        var labelled = cycles
            .SelectMany(c => Enumerable.Range(c.First, Math.Max(c.Last - c.First + 1, 0)))
            .Select(row => Math.Clamp(row, 0, rows.Count - 1))
            .Distinct()
            .Order()
            .Select(row => (Row: row, Position: Position(rows[row], rest, across, length)))
            .ToArray();

        int[] activeRows = [.. labelled.Where(l => l.Position > ActiveFrom).Select(l => l.Row)];
        int[] restRows = [.. labelled.Where(l => l.Position < RestUpTo).Select(l => l.Row)];
        if (activeRows.Length < Least)
            activeRows = [.. labelled.OrderByDescending(l => l.Position).Take(Least).Select(l => l.Row)];
        if (restRows.Length < Least)
            restRows = [.. labelled.OrderBy(l => l.Position).Take(Least).Select(l => l.Row)];

        return new CycleLabels(activeRows, restRows);
    }

    /// <summary>The typical rep, from its start to its end: the median of the reps, or the mean of fewer than three.</summary>
    private static double[][] Template(FeatureRows rows, IReadOnlyList<RowSpan> cycles)
    {
        var template = new double[Phases][];
        Span<double> samples = new double[cycles.Count];
        for (var phase = 0; phase < Phases; phase++)
        {
            template[phase] = new double[SkeletonFeatures.Count];
            for (var f = 0; f < SkeletonFeatures.Count; f++)
            {
                for (var c = 0; c < cycles.Count; c++)
                {
                    var at = cycles[c].First + (double)phase / (Phases - 1) * (cycles[c].Last - cycles[c].First);
                    var below = Math.Clamp((int)Math.Floor(at), 0, rows.Count - 2);
                    var share = at - below;
                    samples[c] = rows[below][f] * (1 - share) + rows[below + 1][f] * share;
                }

                template[phase][f] = samples.Length >= 3 ? Median(samples) : Mean(samples);
            }
        }

        return template;
    }

    private static double Median(Span<double> values)
    {
        values.Sort();
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private static double Mean(Span<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }

    private static double SquaredDistance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();

    /// <summary>Where a row lies on the way from rest (0) to the active pose (1).</summary>
    private static double Position(ReadOnlySpan<float> row, double[] rest, double[] across, double length)
    {
        var sum = 0.0;
        for (var f = 0; f < rest.Length; f++)
            sum += (row[f] - rest[f]) * across[f];
        return sum / length;
    }
}
