namespace PersonalPT.Testing;

/// <summary>
/// Measures what code allocates on the calling thread. One reading is not enough: the runtime charges a thread with the unused rest of its allocation
/// buffer (up to 8 KB) when other threads make it take that buffer away, and what is made once a process, such as a type's constants, is made in the
/// first round. What the code itself allocates it allocates every time.
/// </summary>
public static class Allocation
{
    /// <summary>Bytes that the cheapest of five rounds allocated.</summary>
    /// <param name="round">The code to measure; it must do the same work each time.</param>
    public static long Of(Action round) => Of(5, round);

    /// <summary>Bytes that the cheapest of some rounds allocated.</summary>
    /// <param name="rounds">How many times the code runs, at least once.</param>
    /// <param name="round">The code to measure; it must do the same work each time.</param>
    public static long Of(int rounds, Action round)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        ArgumentNullException.ThrowIfNull(round);
        var least = long.MaxValue;
        for (var i = 0; i < rounds; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return Math.Max(0, least);
    }
}
