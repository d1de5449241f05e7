using CsCheck;
using PersonalPT.Counting.Sets;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class MovementRangeTests
{
    [Fact]
    public void The_range_is_that_of_the_reference() =>
        Gen.Float[-3, 3].Array[1, 200].Sample(samples =>
        {
            var rows = samples.Length * 4;
            var sorted = samples.Order().ToArray();
            var last = sorted.Length - 1;
            var between = sorted[(int)(.95 * last + .5)] - sorted[(int)(.05 * last)];
            var weight = Math.Min(rows, 400);

            Assert.Equal((between * weight + 30) / (weight + 30), MovementRange.Of(samples, rows), 1e-5f);
        });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(800, 200)]
    public void Every_fourth_row_from_the_last_one_back_is_a_sample(int rows, int samples) => Assert.Equal(samples, MovementRange.Samples(rows));
}
