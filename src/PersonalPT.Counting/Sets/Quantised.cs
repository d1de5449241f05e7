namespace PersonalPT.Counting.Sets;

/// <summary>
/// A signal in 16 bits: steps of 1/4096 of the demonstration's movement, from -8 to 8. What is counted live is the stored value too, so that
/// counting the stored rows again gives exactly the same.
/// </summary>
internal static class Quantised
{
    private const float Scale = 4096;

    public static short From(float value) => (short)Math.Clamp(MathF.Round(value * Scale), short.MinValue, short.MaxValue);

    public static float ToFloat(short stored) => stored * (1 / Scale);
}
