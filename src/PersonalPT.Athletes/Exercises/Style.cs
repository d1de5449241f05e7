namespace PersonalPT.Athletes.Exercises;

/// <summary>How one athlete does one exercise.</summary>
internal sealed record Style
{
    /// <summary>Share of the textbook's range of movement.</summary>
    public required float Depth { get; init; }

    /// <summary>How much further the left side goes than the right, as a share.</summary>
    public required float Asymmetry { get; init; }

    /// <summary>Width of feet or grip against the usual.</summary>
    public required float Stance { get; init; }

    /// <summary>Inclination of the trunk against the usual.</summary>
    public required float Lean { get; init; }

    /// <summary>Which of the exercise's variants.</summary>
    public required int Variant { get; init; }

    /// <summary>Whether the sides take turns where the exercise lets them.</summary>
    public required bool TakesTurns { get; init; }

    /// <summary>Seconds of a rep.</summary>
    public required float SecondsPerRep { get; init; }

    /// <summary>Share of a rep on the way to the active pose, held there, and on the way back; what is left is the pause before the next.</summary>
    public required (float Out, float Hold, float Back) Shares { get; init; }

    /// <summary>How unevenly the reps follow each other: deviation of the logarithm of their length.</summary>
    public required float Unevenness { get; init; }

    /// <summary>Growth of the rep time over a set of ten.</summary>
    public required float Fatigue { get; init; }

    public static Style FromSeed(ulong seed, Exercise exercise)
    {
        // Numbered by name and not by place in the repertoire, so that a new exercise leaves the others' athletes as they were.
        var number = 0;
        foreach (var letter in exercise.Name)
            number = number * 31 + letter;
        var dice = Dice.For(seed, Purpose.Style, number);
        var (brisk, slow) = exercise.Tempo;
        var pause = dice.Between(.03f, .2f);
        var hold = dice.Between(.01f, .1f);
        var outward = (1 - pause - hold) * dice.Between(.42f, .58f);
        return new Style
        {
            Depth = dice.Between(.86f, 1.06f),
            Asymmetry = .03f * dice.Normal(),
            Stance = dice.Between(.85f, 1.2f),
            Lean = dice.Between(.75f, 1.25f),
            Variant = dice.Below(exercise.Variants),
            TakesTurns = dice.Chance(.5),
            SecondsPerRep = brisk * MathF.Pow(slow / brisk, dice.Uniform()),
            Shares = (outward, hold, 1 - pause - hold - outward),
            Unevenness = dice.Between(.03f, .1f),
            Fatigue = dice.Between(0, .2f),
        };
    }

    /// <summary>The textbook, as a coach shows it: full range, both sides alike, evenly.</summary>
    public Style AsCoach() => this with
    {
        Depth = 1,
        Asymmetry = .3f * Asymmetry,
        Stance = 1 + .3f * (Stance - 1),
        Lean = 1 + .4f * (Lean - 1),
        Variant = 0,
        TakesTurns = true,
        Unevenness = .03f,
        Fatigue = 0,
    };
}
