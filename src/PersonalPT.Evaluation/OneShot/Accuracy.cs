namespace PersonalPT.Evaluation.OneShot;

/// <summary>How good counts are.</summary>
/// <param name="Obo">Off by one: share of the counts that are right give or take one.</param>
/// <param name="Mae">Mean of |counted - true| / true.</param>
/// <param name="Exact">Share of the counts that are right.</param>
public readonly record struct Accuracy(double Obo, double Mae, double Exact)
{
    internal static Accuracy Of(IReadOnlyCollection<PairResult> pairs, Func<PairResult, int> count) => new(
        pairs.Average(p => Math.Abs(count(p) - p.True) <= 1 ? 1.0 : 0),
        pairs.Average(p => Math.Abs(count(p) - p.True) / (double)Math.Max(p.True, 1)),
        pairs.Average(p => count(p) == p.True ? 1.0 : 0));

    /// <summary>Mean of several, each with its weight.</summary>
    internal static Accuracy Mean(IReadOnlyCollection<(Accuracy Accuracy, double Weight)> of)
    {
        var total = of.Sum(a => a.Weight);
        return new Accuracy(
            of.Sum(a => a.Accuracy.Obo * a.Weight) / total,
            of.Sum(a => a.Accuracy.Mae * a.Weight) / total,
            of.Sum(a => a.Accuracy.Exact * a.Weight) / total);
    }
}
