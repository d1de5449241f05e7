using CsCheck;
using PersonalPT.Contracts.Models;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Contracts.Tests.Models;

public sealed class PackedFramesTests
{
    [Fact]
    public void Every_frame_gets_its_own_landmarks_and_one_without_a_person_none() => Gen.Bool.Array[0, 40].Sample(seen =>
    {
        // Each landmark says which frame it belongs to.
        var landmarks = seen.SelectMany((s, i) => Enumerable.Repeat(new Landmark(i, 0, 0, 1), s ? Skeleton.LandmarkCount : 0)).ToArray();
        var frames = new PackedFrames([.. seen.Select((_, i) => 100L * i)], seen, landmarks).Unpack();

        Assert.Equal(seen.Length, frames.Count);
        for (var i = 0; i < seen.Length; i++)
        {
            Assert.Equal(100L * i, frames[i].CaptureMicros);
            Assert.Equal(seen[i] ? Skeleton.LandmarkCount : 0, frames[i].Landmarks.Length);
            Assert.All(frames[i].Landmarks.ToArray(), l => Assert.Equal(i, l.X));
        }
    });
}
