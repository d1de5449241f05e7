namespace PersonalPT.Athletes;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014). <see cref="Random"/> takes 32 bits of seed only and is ten times the state; a load generator has
/// thousands of athletes, each with several independent streams, drawing two hundred numbers a frame.
/// </summary>
internal struct Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>An independent stream of the same seed: what is drawn for one purpose never shifts what is drawn for another.</summary>
    public static Dice For(ulong seed, Purpose purpose, int number = 0)
    {
        var dice = new Dice(seed ^ ((ulong)purpose << 56) ^ ((ulong)(uint)number << 24));
        return new Dice(dice.Next());
    }

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public float Uniform() => (Next() >> 40) * (1f / (1 << 24));

    public float Between(float low, float high) => low + (high - low) * Uniform();

    public int Below(int count) => (int)((Next() >> 32) * (ulong)count >> 32);

    public bool Chance(double share) => (Next() >> 11) * (1.0 / (1UL << 53)) < share;

    /// <summary>Nearly normal, mean 0, deviation 1, never beyond 3.5: the sum of the four quarters of one draw.</summary>
    public float Normal()
    {
        var bits = Next();
        var sum = (int)(bits & 0xFFFF) + (int)(bits >> 16 & 0xFFFF) + (int)(bits >> 32 & 0xFFFF) + (int)(bits >> 48);
        return (sum - 2 * 65535) * (1.7320508f / 65535f);
    }
}

/// <summary>What a stream of random numbers is for.</summary>
internal enum Purpose
{
    Body = 1,
    Style,
    Camera,
    Plan,
    Sway,
    Noise,
    Clock,
    Detection,
    Misreading,
}
