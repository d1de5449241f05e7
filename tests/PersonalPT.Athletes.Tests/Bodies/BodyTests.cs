using CsCheck;
using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Tests.Bodies;

public sealed class BodyTests
{
    [Fact]
    public void The_same_seed_gives_the_same_body() => Gen.ULong.Sample(seed => Body.FromSeed(seed) == Body.FromSeed(seed));

    [Fact]
    public void Bodies_are_human() => Gen.ULong.Sample(seed =>
    {
        var body = Body.FromSeed(seed);
        var tall = body.HipHeight + body.Trunk + body.Neck;
        return body.Height is > 1.4f and < 2.1f && tall > .85f * body.Height && tall < 1.03f * body.Height
            && body.Shoulders > body.Hips && body.Arm > .28f * body.Height && body.Arm < .4f * body.Height;
    });

    [Fact]
    public void Bodies_differ() => Assert.Equal(1000, Enumerable.Range(0, 1000).Select(seed => Body.FromSeed((ulong)seed)).Distinct().Count());
}
