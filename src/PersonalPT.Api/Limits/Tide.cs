namespace PersonalPT.Api.Limits;

/// <summary>
/// One measured signal, looked at second by second: its median against a limit. High is above the limit, low is at half of it or below, and in between
/// nothing changes. Any thread may measure.
/// </summary>
/// <param name="limit">The limit, seconds.</param>
internal sealed class Tide(TimeSpan limit)
{
    private readonly double _high = limit.TotalSeconds;
    private readonly double _low = limit.TotalSeconds / 2;
    private int _all;
    private int _aboveHigh;
    private int _aboveLow;

    /// <summary>Adds a measurement.</summary>
    /// <param name="seconds">What was measured.</param>
    public void Measure(double seconds)
    {
        Interlocked.Increment(ref _all);
        if (seconds > _low)
            Interlocked.Increment(ref _aboveLow);
        if (seconds > _high)
            Interlocked.Increment(ref _aboveHigh);
    }

    /// <summary>Ends the second and begins the next.</summary>
    /// <returns>How many were measured, and whether more than half of them were above the limit, and above half of it.</returns>
    public (int Count, bool IsHigh, bool IsLow) Turn()
    {
        // Measurements that fall between these lines are counted in either second; a median does not mind.
        var (all, high, aboveLow) = (Interlocked.Exchange(ref _all, 0), Interlocked.Exchange(ref _aboveHigh, 0), Interlocked.Exchange(ref _aboveLow, 0));
        return (all, 2 * high > all, 2 * aboveLow <= all);
    }
}
