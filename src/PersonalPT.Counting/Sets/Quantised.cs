namespace PersonalPT.Counting.Sets;

/// <summary>
/// A signal in 16 bits: steps of 1/1024 of the demonstration's movement, from -32 to 32. A weak demonstration sees a wide movement as many times its
/// own, and counts nothing where that is cut off. What is counted live is the stored value too, so that counting the stored rows again gives exactly
/// the same.
/// </summary>
internal static class Quantised
{
    private const float Scale = 1024;

    public static short From(float value) => (short)Math.Clamp(MathF.Round(value * Scale), short.MinValue, short.MaxValue);

    public static float ToFloat(short stored) => stored * (1 / Scale);
}
