using System.Globalization;
using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Groups;

namespace PersonalPT.Web.Groups;

/// <summary>What was typed into the form that plans a group. It works without a script: a round more or less is a form that is sent and comes back.</summary>
/// <param name="GroupId">Made with the page, so that a form that is sent twice plans one group.</param>
/// <param name="Title">For people.</param>
/// <param name="Ranking">How its board is ranked.</param>
/// <param name="CountIn">Seconds.</param>
/// <param name="Rounds">At least one.</param>
public sealed record GroupForm(string GroupId, string Title, GroupRanking Ranking, string CountIn, IReadOnlyList<GroupRoundForm> Rounds)
{
    /// <summary>What is wrong with it; null: nothing, as far as anybody knows.</summary>
    public GroupFormFault? Fault { get; init; }

    /// <summary>The round to go on with, from 1: the one that was just added, or that stands where one was taken away; 0: none.</summary>
    public int Focus { get; init; }

    /// <summary>Whether a round can still be added.</summary>
    public bool HasRoom => Rounds.Count < GroupRules.MostRounds;

    /// <summary>An empty one, with what most groups begin with.</summary>
    public static GroupForm Empty() => new(Guid.NewGuid().ToString(), "", GroupRanking.Reps, "5", [GroupRoundForm.Usual]);

    internal static GroupForm Read(IFormCollection form)
    {
        var (exercises, reps, seconds, rests) = (form["exercise"], form["reps"], form["seconds"], form["rest"]);
        // Cut off far above what may be planned: the form is not believed.
        var rounds = Math.Min(exercises.Count, GroupRules.MostRounds + 1);
        return new GroupForm(
            form["group"].ToString(),
            form["title"].ToString().Trim(),
            Enum.TryParse<GroupRanking>(form["ranking"], ignoreCase: true, out var ranking) && Enum.IsDefined(ranking) ? ranking : GroupRanking.None,
            form["count-in"].ToString().Trim(),
            [.. Enumerable.Range(0, rounds).Select(i => new GroupRoundForm(exercises[i] ?? "", At(reps, i), At(seconds, i), At(rests, i)))]);

        static string At(Microsoft.Extensions.Primitives.StringValues values, int i) => i < values.Count ? values[i]!.Trim() : "";
    }

    /// <summary>The form with one round more, like the last one.</summary>
    internal GroupForm WithRound() => HasRoom
        ? this with { Rounds = [.. Rounds, Rounds.Count > 0 ? Rounds[^1] : GroupRoundForm.Usual], Focus = Rounds.Count + 1 }
        : this;

    /// <summary>The form without a round; the last one stays.</summary>
    internal GroupForm WithoutRound(int number) =>
        Rounds.Count > 1 && number >= 1 && number <= Rounds.Count
        ? this with { Rounds = [.. Rounds.Where((_, i) => i != number - 1)], Focus = Math.Min(number, Rounds.Count - 1) }
        : this;

    /// <summary>What it says, or what is wrong with it.</summary>
    /// <param name="exercises">What the gym has.</param>
    internal (GroupPlan? Plan, GroupFormFault? Fault) Plan(IReadOnlySet<string> exercises)
    {
        if (!Identifiers.IsUuid(GroupId))
            return (null, new GroupFormFault("Plan.WrongForm", null, 0));

        var plan = new GroupPlan(
            Title, Ranking, Seconds(CountIn), [.. Rounds.Select(r => new GroupRound(r.Exercise, Seconds(r.Reps), Seconds(r.Seconds), Seconds(r.Rest)))]);
        if (GroupRules.Violation(plan) is { } violation)
            return (null, GroupFormFault.Of(violation.Field));
        for (var i = 0; i < plan.Rounds.Count; i++)
        {
            if (!exercises.Contains(plan.Rounds[i].ExerciseId))
                return (null, GroupFormFault.Of($"rounds[{i}].exercise_id"));
        }

        return (plan, null);
    }

    // Nothing is 0; what is no number breaks the rule that it stands under.
    private static int Seconds(string text) =>
        text.Length == 0 ? 0 : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}

/// <summary>A round of the form.</summary>
/// <param name="Exercise">What is done.</param>
/// <param name="Reps">To be done; empty: as many as one can.</param>
/// <param name="Seconds">At most; empty: until all are done.</param>
/// <param name="Rest">Seconds.</param>
public sealed record GroupRoundForm(string Exercise, string Reps, string Seconds, string Rest)
{
    /// <summary>What most rounds are.</summary>
    public static GroupRoundForm Usual { get; } = new("squat", "", "60", "30");
}

/// <summary>What is wrong with a form.</summary>
/// <param name="Word">The word that says it.</param>
/// <param name="Field">The id of the field; null: none.</param>
/// <param name="Round">The round that it is about; 0: none.</param>
public sealed record GroupFormFault(string Word, string? Field, int Round)
{
    /// <summary>By the name that the contract gives to the part that is wrong.</summary>
    internal static GroupFormFault Of(string part)
    {
        var (round, name) = part.Split('.') is [var place, var field]
            ? (1 + int.Parse(place["rounds[".Length..^1], NumberStyles.None, CultureInfo.InvariantCulture), field)
            : (0, part);
        return name switch
        {
            "title" => new("Plan.WrongTitle", "title", 0),
            "count_in_seconds" => new("Plan.WrongCountIn", "count-in", 0),
            "exercise_id" => new("Plan.WrongExercise", $"exercise-{round}", round),
            "target_reps" => new("Plan.WrongReps", $"reps-{round}", round),
            "seconds" => new("Plan.WrongSeconds", $"seconds-{round}", round),
            "rest_seconds" => new("Plan.WrongRest", $"rest-{round}", round),
            _ => new("Plan.WrongRounds", null, 0),
        };
    }
}
