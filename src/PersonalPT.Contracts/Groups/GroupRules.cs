namespace PersonalPT.Contracts.Groups;

/// <summary>What a group's plan and a participant's nickname may be: one rule for calls and pages.</summary>
public static class GroupRules
{
    /// <summary>Characters of a title.</summary>
    public const int LongestTitle = 100;

    /// <summary>Characters of a nickname.</summary>
    public const int LongestNickname = 24;

    /// <summary>Rounds of a plan.</summary>
    public const int MostRounds = 50;

    /// <summary>Seconds of a count-in.</summary>
    public const int LongestCountIn = 60;

    /// <summary>Seconds of a round or rest.</summary>
    public const int LongestPhase = 3600;

    /// <summary>Reps that a round may ask for.</summary>
    public const int MostReps = 1000;

    /// <summary>What is wrong with a plan: the part, named as the contract names it, and the rule; null: nothing. Whether the gym has the exercises is not looked at.</summary>
    public static (string Field, string Rule)? Violation(GroupPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Title.Length is 0 or > LongestTitle || plan.Title.Any(char.IsControl))
            return ("title", $"Must be 1 to {LongestTitle} characters.");
        if (plan.Ranking is not (GroupRanking.None or GroupRanking.Reps or GroupRanking.PercentOfBest))
            return ("ranking", "Must be one of the rankings.");

        return Range(plan.CountInSeconds, 0, LongestCountIn, "count_in_seconds")
            ?? Range(plan.Rounds.Count, 1, MostRounds, "rounds")
            ?? plan.Rounds.Select(Violation).FirstOrDefault(violation => violation is not null);
    }

    /// <summary>Whether somebody may call himself so; nobody has to have a nickname.</summary>
    public static bool IsNickname(string? nickname) =>
        // Begins with a letter or digit, so that no table program takes an exported one for a formula.
        nickname is null || (nickname.Length is > 0 and <= LongestNickname && !nickname.Any(char.IsControl) && char.IsLetterOrDigit(nickname[0]));

    private static (string Field, string Rule)? Violation(GroupRound round, int index)
    {
        var field = $"rounds[{index}]";
        return !Identifiers.IsName(round.ExerciseId)
            ? ($"{field}.exercise_id", $"An exercise's id is {Identifiers.NameRule}.")
            : Range(round.TargetReps, 0, MostReps, $"{field}.target_reps")
                ?? Range(round.Seconds, round.TargetReps > 0 ? 0 : 1, LongestPhase, $"{field}.seconds")
                ?? Range(round.RestSeconds, 0, LongestPhase, $"{field}.rest_seconds");
    }

    private static (string Field, string Rule)? Range(int value, int least, int most, string field) =>
        value < least || value > most ? (field, $"Must be {least} to {most}.") : null;
}
