namespace PersonalPT.Counting.Sets;

/// <summary>The range of a signal's movement: 5 % to 95 % of every fourth row, drawn to the demonstration's range (1) while there are few rows.</summary>
internal static class MovementRange
{
    /// <summary>Every so many rows one is looked at.</summary>
    public const int Thinning = 4;

    /// <summary>Rows after which more rows say nothing new.</summary>
    public const int Window = 400;

    /// <summary>Rows that the demonstration's own range is worth.</summary>
    private const float PriorRows = 30;

    /// <summary>Samples of so many rows, thinned from the last one back.</summary>
    public static int Samples(int rows) => (rows + Thinning - 1) / Thinning;

    /// <summary>The range; reorders the samples.</summary>
    /// <param name="samples">Every fourth row, at least one.</param>
    /// <param name="rows">Rows that they stand for.</param>
    public static float Of(Span<float> samples, int rows)
    {
        var last = samples.Length - 1;
        var upper = (int)(.95 * last + .5);
        var lower = (int)(.05 * last);
        var top = OrderStatistics.Select(samples, upper);
        var bottom = lower == upper ? top : OrderStatistics.Select(samples[..upper], lower);
        var weight = Math.Min(rows, Window);
        return ((top - bottom) * weight + PriorRows) / (weight + PriorRows);
    }
}
