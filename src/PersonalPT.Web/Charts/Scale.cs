namespace PersonalPT.Web.Charts;

/// <summary>The scale of a chart, from nothing upwards: four lines or so, at 1, 2 or 5 times a power of ten.</summary>
public sealed record Scale
{
    private Scale(double most, double step) => (Most, Step) = (most, step);

    /// <summary>The uppermost line.</summary>
    public double Most { get; }

    /// <summary>From line to line.</summary>
    public double Step { get; }

    /// <summary>The lines, from 0 on.</summary>
    public IEnumerable<double> Lines => Enumerable.Range(0, (int)Math.Round(Most / Step) + 1).Select(i => i * Step);

    /// <summary>Decimals that a line's number needs.</summary>
    public int Decimals => Step < 1 ? 1 : 0;

    /// <summary>The scale on which a value is the highest.</summary>
    public static Scale UpTo(double highest)
    {
        if (!(highest > 0))
            return new Scale(1, 1);

        var step = StepOf(highest);
        return new Scale(Math.Max(step, Math.Ceiling(highest / step) * step), step);
    }

    private static double StepOf(double highest)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(highest / 4)));
        return (highest / 4 / power) switch { <= 1 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
    }
}
