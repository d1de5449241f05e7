namespace PersonalPT.Contracts.Plans;

/// <summary>What a plan may be.</summary>
public static class PlanRules
{
    /// <summary>Characters of a title.</summary>
    public const int LongestTitle = 100;

    /// <summary>Characters of the notes.</summary>
    public const int LongestNotes = 500;

    /// <summary>Items of a plan.</summary>
    public const int MostItems = 50;

    /// <summary>Sets of an item.</summary>
    public const int MostSets = 50;

    /// <summary>Reps of a set.</summary>
    public const int MostReps = 1000;

    /// <summary>Seconds of a rest.</summary>
    public const int LongestRest = 3600;

    /// <summary>Plans of an athlete, deleted ones left out.</summary>
    public const int PlansOfAthlete = 200;

    /// <summary>Revisions of a plan.</summary>
    public const int RevisionsOfPlan = 1000;

    /// <summary>Whether a plan may be called so: 1 to <see cref="LongestTitle"/> characters on one line, without space around them.</summary>
    public static bool IsTitle(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        return title.Length > 0 && title.Trim() == title && !title.Any(char.IsControl) && title.EnumerateRunes().Count() <= LongestTitle;
    }
}
