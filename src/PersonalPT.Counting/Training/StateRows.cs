namespace PersonalPT.Counting.Training;

/// <summary>The rows of a demonstration that show State A and State R.</summary>
internal sealed record StateRows(IReadOnlyList<int> Active, IReadOnlyList<int> Rest)
{
    public StateRows Swapped() => new(Rest, Active);
}
