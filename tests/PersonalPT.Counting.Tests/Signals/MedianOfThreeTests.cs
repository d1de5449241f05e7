using CsCheck;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Tests.Signals;

public sealed class MedianOfThreeTests
{
    [Fact]
    public void Each_value_is_the_median_of_the_last_three_and_of_two_the_mean() =>
        Gen.Float[-10, 10].Array[1, 40].Sample(values =>
        {
            var median = new MedianOfThree();
            for (var i = 0; i < values.Length; i++)
            {
                var row = new float[SkeletonFeatures.Count];
                row.AsSpan().Fill(values[i]);
                median.Apply(row);

                var last = values[Math.Max(0, i - 2)..(i + 1)].Order().ToArray();
                var expected = last.Length == 2 ? (last[0] + last[1]) / 2 : last[last.Length / 2];
                Assert.All(row, v => Assert.Equal(expected, v));
            }
        });

    [Fact]
    public void After_a_clear_the_first_row_is_taken_as_it_is()
    {
        var median = new MedianOfThree();
        median.Apply(new float[SkeletonFeatures.Count]);
        median.Apply(new float[SkeletonFeatures.Count]);
        median.Clear();

        var row = Enumerable.Range(0, SkeletonFeatures.Count).Select(i => (float)i).ToArray();
        median.Apply(row);

        Assert.Equal(49, row[49]);
    }
}
