using PersonalPT.Athletes.Cameras;

namespace PersonalPT.Athletes.Tests.Cameras;

public sealed class LandmarkNoiseTests
{
    [Fact]
    public void The_named_levels_are_in_order()
    {
        LandmarkNoise[] levels = [LandmarkNoise.None, LandmarkNoise.Good, LandmarkNoise.Phone, LandmarkNoise.Poor];
        foreach (var (less, more) in levels.Zip(levels.Skip(1)))
            Assert.True(less.Jitter < more.Jitter && less.Wander < more.Wander && less.Misreading < more.Misreading && less.DepthGain < more.DepthGain);
    }

    [Fact]
    public void What_is_no_size_is_refused()
    {
        LandmarkNoise.Poor.Validate();
        Assert.Throws<ArgumentOutOfRangeException>(() => (LandmarkNoise.Phone with { Jitter = -1 }).Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => (LandmarkNoise.Phone with { Wander = float.NaN }).Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => (LandmarkNoise.Phone with { WanderSeconds = 0 }).Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => (LandmarkNoise.Phone with { DepthGain = 2 }).Validate());
    }
}
