namespace PersonalPT.Contracts.Sessions;

/// <summary>What may be said about a set, and how it is kept; the same for calls and for pages.</summary>
public static class SetDetailRules
{
    /// <summary>What a load may be, in words.</summary>
    public const string LoadRule = "0 to 1,000 kilograms";

    /// <summary>What an effort may be, in words.</summary>
    public const string RpeRule = "1 to 10 in steps of 0.5";

    /// <summary>What a note may be, in words.</summary>
    public const string NoteRule = "1 to 500 characters without control characters other than line breaks";

    /// <summary>What a corrected count may be, in words.</summary>
    public const string RepsRule = "0 to 1,000";

    private const double GramsOfKilogram = 1000;

    /// <summary>A load in grams, rounded; null where it is none.</summary>
    public static int? Grams(double kilograms) =>
        kilograms is >= 0 and <= SetAnnotated.HeaviestLoadGrams / GramsOfKilogram ? (int)Math.Round(kilograms * GramsOfKilogram) : null;

    /// <summary>An effort in half steps; null where it is none.</summary>
    public static int? Halves(double rpe) =>
        rpe * 2 is >= SetAnnotated.LeastRpeHalves and <= SetAnnotated.MostRpeHalves and var halves && Math.Floor(halves) == halves ? (int)halves : null;

    /// <summary>A note as it is kept: without space around it, its lines ended alike; null where it is none.</summary>
    public static string? Note(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tidy = text.ReplaceLineEndings("\n").Replace('\t', ' ').Trim();
        return tidy.Length > 0 && !tidy.Any(c => char.IsControl(c) && c != '\n') && tidy.EnumerateRunes().Count() <= SetAnnotated.LongestNote ? tidy : null;
    }

    /// <summary>Whether a set can have had so many reps.</summary>
    public static bool IsCount(long reps) => reps is >= 0 and <= SetCorrected.MostReps;
}
