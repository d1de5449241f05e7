using CsCheck;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Grains.Sessions;
using PersonalPT.Testing;

namespace PersonalPT.Grains.Tests.Sessions;

public sealed class HeldFramesTests
{
    private static readonly Landmark[] s_person = [.. Enumerable.Range(0, Skeleton.LandmarkCount).Select(i => new Landmark(i, 0, 0, 1))];

    [Fact]
    public void The_newest_five_minutes_are_held_and_never_more_frames_than_allowed() =>
        Gen.Select(Gen.Long[1_000, 2_000_000].Array[1, 2000], Gen.Int[200, 3000]).Sample((gaps, most) =>
        {
            var held = new HeldFrames(Plenty(), most);
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
        var held = new HeldFrames(Plenty());
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
        var held = new HeldFrames(Plenty());
        foreach (var micros in new long[] { 10_000_000, 10_000_000, 9_900_000, 10_100_000 })
            held.Add(micros, s_person);
        Assert.Equal([10_000_000, 10_100_000], held.Within(new(0, long.MaxValue)).CaptureMicros);

        held.Add(1_000_000, s_person);
        Assert.Equal([1_000_000], held.Within(new(0, long.MaxValue)).CaptureMicros);
    }

    [Fact]
    public void Once_full_it_allocates_nothing()
    {
        var held = new HeldFrames(Plenty(), 1000);
        var micros = 0L;
        Fill();
        Assert.Equal(0, Allocation.Of(Fill));

        void Fill()
        {
            for (var i = 0; i < 3000; i++)
                held.Add(micros += 33_000, s_person);
        }
    }

    [Fact]
    public void All_sessions_together_never_take_more_memory_than_there_is_and_give_it_all_back() =>
        Gen.Select(Gen.Int[0, 12], Gen.Select(Gen.Int[0, 3], Gen.Int[1, 700], Gen.Bool).Array[1, 40]).Sample((chunks, steps) =>
        {
            var most = chunks * (long)HeldFrames.ChunkBytes;
            var memory = new HeldFramesMemory(new SessionLimits { HeldFrameBytes = most });
            var sessions = Enumerable.Range(0, 4).Select(_ => new HeldFrames(memory)).ToArray();
            var now = new long[4];
            foreach (var (which, frames, leaves) in steps)
            {
                for (var i = 0; i < frames; i++)
                    sessions[which].Add(now[which] += 33_000, s_person);
                Assert.InRange(memory.Bytes, 0, most);
                var held = sessions[which].Within(new(0, long.MaxValue)).CaptureMicros;
                Assert.Equal(sessions[which].Count, held.Length);
                Assert.Equal(Enumerable.Range(0, held.Length).Select(i => now[which] - (33_000L * (held.Length - 1 - i))), held);
                if (!leaves)
                    continue;

                sessions[which].Dispose();
                sessions[which] = new HeldFrames(memory);
            }

            foreach (var session in sessions)
                session.Dispose();
            Assert.Equal(0, memory.Bytes);
        }, iter: 200);

    [Fact]
    public void Who_comes_when_the_memory_is_used_up_holds_nothing_until_another_one_leaves()
    {
        var memory = new HeldFramesMemory(new SessionLimits { HeldFrameBytes = HeldFrames.ChunkBytes });
        var first = new HeldFrames(memory);
        var second = new HeldFrames(memory);
        first.Add(1, s_person);
        second.Add(1, s_person);
        Assert.Equal((1, 0), (first.Count, second.Count));

        first.Dispose();
        second.Add(2, s_person);
        Assert.Equal([2], second.Within(new(0, long.MaxValue)).CaptureMicros);
    }

    private static HeldFramesMemory Plenty() => new(new SessionLimits());
}
