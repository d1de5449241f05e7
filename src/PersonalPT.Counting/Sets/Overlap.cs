namespace PersonalPT.Counting.Sets;

/// <summary>Which of several reps are least covered by others.</summary>
internal static class Overlap
{
    // Two candidates never agree to the frame where one rep ends and the next one starts.
    private const double Negligible = .25;

    /// <summary>Chooses the reps that others cover least, the earlier ones of equals.</summary>
    /// <param name="reps">Reps in time order.</param>
    /// <param name="others">What may cover them.</param>
    /// <param name="wanted">How many to choose; all, where there are not more.</param>
    /// <param name="chosen">Becomes true for those chosen.</param>
    public static void ChooseLeastCovered(ReadOnlySpan<RowRep> reps, ReadOnlySpan<RowRep> others, int wanted, Span<bool> chosen)
    {
        Span<double> covered = reps.Length <= 256 ? stackalloc double[256] : new double[reps.Length];
        for (var i = 0; i < reps.Length; i++)
            covered[i] = ShareCovered(reps[i], others);

        chosen.Clear();
        for (var k = 0; k < Math.Min(wanted, reps.Length); k++)
        {
            var best = -1;
            for (var i = 0; i < reps.Length; i++)
            {
                if (!chosen[i] && (best < 0 || covered[i] < covered[best]))
                    best = i;
            }

            chosen[best] = true;
        }
    }

    private static double ShareCovered(RowRep rep, ReadOnlySpan<RowRep> others)
    {
        var covered = 0;
        foreach (var other in others)
            covered += Math.Max(Math.Min(rep.End, other.End) - Math.Max(rep.Start, other.Start), 0);

        var share = (double)covered / Math.Max(rep.End - rep.Start, 1);
        return share <= Negligible ? 0 : share;
    }
}
