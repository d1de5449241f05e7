using CsCheck;
using PersonalPT.Counting.Sets;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class OrderStatisticsTests
{
    [Fact]
    public void The_kth_smallest_is_found_and_the_others_lie_on_their_sides_of_it() =>
        Gen.Select(Gen.OneOf(Gen.Float[-5, 5].Array[1, 220], Gen.Int[0, 3].Select(i => (float)i).Array[1, 220]), Gen.Int[0, 10_000]).Sample((values, at) =>
        {
            var k = at % values.Length;
            var expected = values.Order().ElementAt(k);

            Assert.Equal(expected, OrderStatistics.Select(values, k));
            Assert.All(values[..k], v => Assert.True(v <= expected));
            Assert.All(values[k..], v => Assert.True(v >= expected));
        });
}
