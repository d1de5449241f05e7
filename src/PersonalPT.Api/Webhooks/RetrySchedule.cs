namespace PersonalPT.Api.Webhooks;

/// <summary>When something that failed is tried again: twice as long after each failure, up to a bound, and a random part of the second half of it.</summary>
internal static class RetrySchedule
{
    private const int MostDoublings = 30;

    /// <summary>How long to wait.</summary>
    /// <param name="failures">How often it has failed by now, from 1.</param>
    /// <param name="first">After the first failure at most.</param>
    /// <param name="longest">At most at all.</param>
    /// <param name="draw">0 to 1, drawn by lot.</param>
    public static TimeSpan Wait(int failures, TimeSpan first, TimeSpan longest, double draw)
    {
        var ticks = Math.Min(longest.Ticks, first.Ticks * Math.Pow(2, Math.Clamp(failures - 1, 0, MostDoublings)));
        return TimeSpan.FromTicks((long)(ticks * (1 + draw) / 2));
    }
}
