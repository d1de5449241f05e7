using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Tests.Models;

public sealed class FeatureGroupsTests
{
    [Fact]
    public void Groups_are_as_large_as_in_the_reference() =>
        Assert.Equal([10, 10, 8, 8, 9, 5, 22, 28, 50], FeatureGroups.Members.Select(m => m.Length));

    [Fact]
    public void Every_feature_but_nothing_else_is_in_the_group_of_all() =>
        Assert.Equal(Enumerable.Range(0, SkeletonFeatures.Count), FeatureGroups.Members[FeatureGroups.All]);
}
