using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Tests.Signals;

public sealed class ExponentialSmoothingTests
{
    [Fact]
    public void Each_row_goes_half_of_the_way_from_the_last_one()
    {
        var smoothing = new ExponentialSmoothing();

        Assert.Equal([8, 4, 2, 9], new[] { 8f, 0, 0, 16 }.Select(value =>
        {
            var row = new float[SkeletonFeatures.Count];
            row.AsSpan().Fill(value);
            smoothing.Apply(row);
            return Assert.Single(row.Distinct());
        }));
    }
}
