using CsCheck;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Sets;
using PersonalPT.Counting.Tests.Figures;

namespace PersonalPT.Counting.Tests.Sets;

/// <summary>Nine stored signals over some rows: waves of any tempo and size, and noise on them.</summary>
internal static class RandomSignals
{
    public static Gen<short[][]> Rows(int least, int most) => Gen.Select(Gen.Int[least, most], Gen.Int[0, 1_000_000], (rows, seed) =>
    {
        var random = new Random(seed);
        var waves = Enumerable.Range(0, FeatureGroups.Count)
            .Select(_ => (Size: .2 + 2 * random.NextDouble(), Period: 8 + 100 * random.NextDouble(), Noise: .3 * random.NextDouble())).ToArray();
        return Enumerable.Range(0, rows)
            .Select(row => waves.Select(w =>
                Quantised.From((float)(w.Size * Math.Sin(2 * Math.PI * row / w.Period) + w.Noise * (random.NextDouble() - .5)))).ToArray())
            .ToArray();
    });

    public static ProjectionHead Head(short[][] rows)
    {
        var head = new SetMemory().HeadOf(0);
        for (var row = 0; row < Math.Min(rows.Length, ProjectionHead.Rows); row++)
            rows[row].CopyTo(head[row]);
        return head;
    }

    /// <summary>Candidates that have seen all rows, with steps from these ranges.</summary>
    public static (TurningPoints Candidates, SignalFilter Filter) Counted(short[][] rows, ReadOnlySpan<float> ranges, SetMemory? memory = null)
    {
        var filter = new SignalFilter();
        var candidates = new TurningPoints(Taught.Squat.Directions);
        for (var row = 0; row < rows.Length; row++)
        {
            if (row == 0)
            {
                filter.Start(rows[row]);
                candidates.Start(filter.Values);
                candidates.SetRanges(ranges);
            }
            else
            {
                filter.Advance(rows[row]);
            }

            candidates.Push(filter.Values, row, memory);
        }

        return (candidates, filter);
    }

    public static float[] Ranges(float range) => Enumerable.Repeat(range, CandidateLayout.SignalLanes).ToArray();

    public static IEnumerable<int> CandidateLanes => Enumerable.Range(0, CandidateLayout.Lanes).Where(CandidateLayout.IsCandidate);
}
