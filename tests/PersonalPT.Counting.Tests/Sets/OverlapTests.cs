using PersonalPT.Counting.Sets;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class OverlapTests
{
    private static readonly RowRep[] _reps = [new(0, 5, 10), new(10, 15, 20), new(20, 25, 30), new(30, 35, 40)];

    [Fact]
    public void Reps_that_nothing_covers_are_chosen_and_of_those_the_earlier_ones()
    {
        Assert.Equal([0, 1], Choose([], 2));
        Assert.Equal([2, 3], Choose(_reps[..2], 2));
        Assert.Equal([2], Choose(_reps[..2], 1));
    }

    [Fact]
    public void A_little_overlap_does_not_count() => Assert.Equal([1], Choose([new(0, 5, 12)], 1));

    [Fact]
    public void Where_all_are_covered_the_least_covered_is_chosen() => Assert.Equal([2], Choose([new(0, 8, 25), new(28, 33, 40)], 1));

    [Fact]
    public void Where_more_are_wanted_than_there_are_all_are_chosen() => Assert.Equal([0, 1, 2, 3], Choose([], 9));

    private static int[] Choose(RowRep[] others, int wanted)
    {
        var chosen = new bool[_reps.Length];
        Overlap.ChooseLeastCovered(_reps, others, wanted, chosen);
        return [.. Enumerable.Range(0, chosen.Length).Where(i => chosen[i])];
    }
}
