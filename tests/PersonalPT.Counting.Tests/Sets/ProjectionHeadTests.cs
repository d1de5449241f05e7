using PersonalPT.Counting.Models;
using PersonalPT.Counting.Sets;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class ProjectionHeadTests
{
    [Fact]
    public void Every_row_of_both_halves_has_a_place_of_its_own()
    {
        var head = new SetMemory().HeadOf(0);
        for (var row = 0; row < ProjectionHead.Rows; row++)
            head[row].Fill((short)row);

        Assert.All(Enumerable.Range(0, ProjectionHead.Rows), row => Assert.Equal(Enumerable.Repeat((short)row, FeatureGroups.Count), head[row].ToArray()));
    }
}
