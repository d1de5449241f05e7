namespace PersonalPT.Cli.Demo;

/// <summary>The value below which a share of the values lies, by nearest rank.</summary>
internal static class Percentile
{
    /// <param name="values">Any order; 0 where there are none.</param>
    /// <param name="share">0 to 1.</param>
    public static double Of(IReadOnlyCollection<double> values, double share)
    {
        if (values.Count == 0)
            return 0;
        var sorted = values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
