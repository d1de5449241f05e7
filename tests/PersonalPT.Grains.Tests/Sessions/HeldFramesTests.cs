using CsCheck;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Grains.Sessions;

namespace PersonalPT.Grains.Tests.Sessions;

public sealed class HeldFramesTests
{
    private static readonly Landmark[] s_person = [.. Enumerable.Range(0, Skeleton.LandmarkCount).Select(i => new Landmark(i, 0, 0, 1))];

    [Fact]
    public void The_newest_five_minutes_are_held_and_never_more_frames_than_allowed() =>
        Gen.Select(Gen.Long[1_000, 2_000_000].Array[1, 2000], Gen.Int[200, 3000]).Sample((gaps, most) =>
        {
            var held = new HeldFrames(most);
            var all = new List<long>();
            var now = 0L;
            foreach (var gap in gaps)
            {
                now += gap;
                all.Add(now);
                held.Add(now, s_person);
                // Frames are given up in chunks.
                Assert.InRange(held.Count, 1, most + 128);
            }

            var within = held.Within(new(0, long.MaxValue)).CaptureMicros;
            var young = all.Where(micros => micros >= now - 300_000_000).ToArray();
            Assert.Equal(young[^within.Length..], within);
            Assert.True(within.Length >= Math.Min(young.Length, most - 128), "Too much was given up.");
        }, iter: 50);

    [Fact]
    public void Frames_come_back_as_they_were_within_the_span()
    {
        var held = new HeldFrames();
        held.Add(1, s_person);
        held.Add(2, default);
        held.Add(3, s_person);
        held.Add(4, s_person);
        var packed = held.Within(new(2, 3));
        Assert.Equal([2, 3], packed.CaptureMicros);
        Assert.Equal([false, true], packed.Seen);
        Assert.Equal(s_person, packed.Landmarks);
    }

    [Fact]
    public void Times_that_come_back_rise_even_where_the_clock_did_not()
    {
        var held = new HeldFrames();
        foreach (var micros in new long[] { 10_000_000, 10_000_000, 9_900_000, 10_100_000 })
            held.Add(micros, s_person);
        Assert.Equal([10_000_000, 10_100_000], held.Within(new(0, long.MaxValue)).CaptureMicros);

        held.Add(1_000_000, s_person);
        Assert.Equal([1_000_000], held.Within(new(0, long.MaxValue)).CaptureMicros);
    }

    [Fact]
    public void Once_full_it_allocates_nothing()
    {
        var held = new HeldFrames(1000);
        var micros = 0L;
        for (var i = 0; i < 3000; i++)
            held.Add(micros += 33_000, s_person);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 3000; i++)
            held.Add(micros += 33_000, s_person);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
