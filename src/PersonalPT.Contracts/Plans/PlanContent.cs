namespace PersonalPT.Contracts.Plans;

/// <summary>What a revision of a plan says; equal where all of it is. Stored as JSON: names never change meaning.</summary>
/// <param name="Title">For people.</param>
/// <param name="Notes">For people; may be empty.</param>
/// <param name="Items">At least one, in the order in which they are to be done.</param>
public sealed record PlanContent(string Title, string Notes, IReadOnlyList<PlanItem> Items)
{
    /// <inheritdoc/>
    public bool Equals(PlanContent? other) => other is not null && Title == other.Title && Notes == other.Notes && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Title, Notes, Items.Count);
}

/// <summary>Something to be done.</summary>
/// <param name="ExerciseId">The exercise.</param>
/// <param name="Sets">How many sets.</param>
/// <param name="TargetReps">Of each; 0: as many as it may be.</param>
/// <param name="LoadGrams">The load; null: none is named.</param>
/// <param name="RestSeconds">Behind each set.</param>
public sealed record PlanItem(string ExerciseId, int Sets, int TargetReps, int? LoadGrams, int RestSeconds);
