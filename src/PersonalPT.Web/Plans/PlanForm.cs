using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Plans;

/// <summary>What was typed into the form that writes an athlete's plan. It works without a script: an exercise more or less is a form that is sent and comes back.</summary>
/// <param name="PlanId">Made with the page, so that a form that is sent twice makes one plan.</param>
/// <param name="Revision">The revision that the page showed; 0: a new plan.</param>
/// <param name="Title">For people.</param>
/// <param name="Notes">For people; may be empty.</param>
/// <param name="Items">At least one.</param>
public sealed record PlanForm(string PlanId, int Revision, string Title, string Notes, IReadOnlyList<PlanItemForm> Items)
{
    /// <summary>What is wrong with it; null: nothing, as far as anybody knows.</summary>
    public PlanFormFault? Fault { get; init; }

    /// <summary>The item to go on with, from 1: the one that was just added or moved, or that stands where one was taken away; 0: none.</summary>
    public int Focus { get; init; }

    /// <summary>Whether an item can still be added.</summary>
    public bool HasRoom => Items.Count < PlanRules.MostItems;

    /// <summary>An empty one, with what most plans begin with.</summary>
    /// <param name="exerciseId">The exercise to begin with.</param>
    public static PlanForm Empty(string exerciseId) => new(Guid.NewGuid().ToString(), 0, "", "", [PlanItemForm.Usual(exerciseId)]);

    /// <summary>A plan to be changed.</summary>
    public static PlanForm Of(StoredPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new PlanForm(plan.Key.PlanId, plan.Revision, plan.Content.Title, plan.Content.Notes, [.. plan.Content.Items.Select(PlanItemForm.Of)]);
    }

    internal static PlanForm Read(string planId, IFormCollection form)
    {
        var (exercises, sets, reps, loads, rests) = (form["exercise"], form["sets"], form["reps"], form["load"], form["rest"]);
        // Cut off right above what may be planned: the form is not believed.
        var items = Math.Min(exercises.Count, PlanRules.MostItems + 1);
        return new PlanForm(
            planId,
            Number(form["revision"].ToString()) ?? -1,
            form["title"].ToString().Trim(),
            form["notes"].ToString(),
            [.. Enumerable.Range(0, items).Select(i => new PlanItemForm(exercises[i] ?? "", At(sets, i), At(reps, i), At(loads, i), At(rests, i)))]);

        static string At(StringValues values, int i) => i < values.Count ? values[i]!.Trim() : "";
    }

    /// <summary>The form after one of its buttons that change how many items it has, or their order; null where it was none of these.</summary>
    /// <param name="button">What the button is called.</param>
    internal PlanForm? After(string button)
    {
        if (button == "add")
            return HasRoom ? this with { Items = [.. Items, Items[^1]], Focus = Items.Count + 1 } : this;
        if (button.Split('-') is not [var what and ("remove" or "up"), var place] || Number(place) is not { } n || n < 1 || n > Items.Count)
            return null;
        if (what == "remove")
            return Items.Count > 1 ? this with { Items = [.. Items.Where((_, i) => i != n - 1)], Focus = Math.Min(n, Items.Count - 1) } : this;
        return n > 1 ? this with { Items = [.. Items.Take(n - 2), Items[n - 1], Items[n - 2], .. Items.Skip(n)], Focus = n - 1 } : this;
    }

    /// <summary>What it says, or what is wrong with it.</summary>
    /// <param name="exercises">What the gym has.</param>
    internal (PlanContent? Content, PlanFormFault? Fault) Content(IReadOnlySet<string> exercises)
    {
        if (!Identifiers.IsUuid(PlanId) || Revision < 0)
            return (null, new PlanFormFault("Plans.WrongForm", null, 0));
        if (!PlanRules.IsTitle(Title))
            return (null, new PlanFormFault("Plans.WrongTitle", "title", 0));
        var notes = SetDetailRules.Note(Notes);
        if (notes is null && !string.IsNullOrWhiteSpace(Notes))
            return (null, new PlanFormFault("Plans.WrongNotes", "notes", 0));
        if (Items.Count is 0 or > PlanRules.MostItems)
            return (null, new PlanFormFault("Plans.WrongItems", null, 0));

        var items = new List<PlanItem>();
        foreach (var item in Items)
        {
            var (read, word, field) = item.Read(exercises);
            if (read is null)
                return (null, new PlanFormFault(word!, $"{field}-{items.Count + 1}", items.Count + 1));
            items.Add(read);
        }

        return (new PlanContent(Title, notes ?? "", items), null);
    }

    internal static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>An item of the form.</summary>
/// <param name="Exercise">What is to be done.</param>
/// <param name="Sets">How many sets.</param>
/// <param name="Reps">Of each; empty: as many as one can.</param>
/// <param name="Load">Kilograms; empty: none is named.</param>
/// <param name="Rest">Seconds behind each set; empty: none.</param>
public sealed record PlanItemForm(string Exercise, string Sets, string Reps, string Load, string Rest)
{
    /// <summary>What most items are.</summary>
    public static PlanItemForm Usual(string exerciseId) => new(exerciseId, "3", "8", "", "90");

    internal static PlanItemForm Of(PlanItem item) => new(
        item.ExerciseId,
        item.Sets.ToString(CultureInfo.InvariantCulture),
        item.TargetReps == 0 ? "" : item.TargetReps.ToString(CultureInfo.InvariantCulture),
        SetForm.Text(item.LoadGrams / 1000.0),
        item.RestSeconds == 0 ? "" : item.RestSeconds.ToString(CultureInfo.InvariantCulture));

    internal (PlanItem? Item, string? Wrong, string? Field) Read(IReadOnlySet<string> exercises)
    {
        if (!exercises.Contains(Exercise))
            return (null, "Plans.WrongExercise", "exercise");
        if (PlanForm.Number(Sets) is not { } sets || sets is < 1 or > PlanRules.MostSets)
            return (null, "Plans.WrongSets", "sets");
        if (OrNothing(Reps) is not { } reps || reps > PlanRules.MostReps)
            return (null, "Plans.WrongReps", "reps");
        int? grams = null;
        if (Load.Length > 0 && (grams = SetForm.Number(Load) is { } kilograms ? SetDetailRules.Grams(kilograms) : null) is null)
            return (null, "Plans.WrongLoad", "load");
        if (OrNothing(Rest) is not { } rest || rest > PlanRules.LongestRest)
            return (null, "Plans.WrongRest", "rest");
        return (new PlanItem(Exercise, sets, reps, grams, rest), null, null);
    }

    private static int? OrNothing(string text) => text.Length == 0 ? 0 : PlanForm.Number(text);
}

/// <summary>What is wrong with a form.</summary>
/// <param name="Word">The word that says it.</param>
/// <param name="Field">The id of the field; null: none.</param>
/// <param name="Item">The item that it is about, from 1; 0: none.</param>
public sealed record PlanFormFault(string Word, string? Field, int Item);
