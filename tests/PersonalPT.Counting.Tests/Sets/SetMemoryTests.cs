using CsCheck;
using PersonalPT.Counting.Sets;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class SetMemoryTests
{
    [Fact]
    public void The_last_swings_of_each_candidate_are_kept() =>
        Gen.Select(Gen.OneOf(RandomSignals.CandidateLanes.ToArray()), Gen.Int[6, 90].Array[0, 80], Gen.Int[800, 200_000]).Sample((lane, lengths, start) =>
        {
            var memory = new SetMemory();
            var swings = new List<Swing>();
            var row = start;
            foreach (var length in lengths)
            {
                swings.Add(new Swing(row, row + length / 2, row + length));
                memory.AddSwing(lane, swings[^1]);
                row += length;
            }

            var kept = new Swing[SetMemory.SwingsKept];
            var count = memory.CopySwings(lane, row, kept);

            Assert.Equal(swings.TakeLast(SetMemory.SwingsKept), kept[..count]);
            Assert.All(RandomSignals.CandidateLanes.Where(l => l != lane), l => Assert.Equal(0, memory.CopySwings(l, row, kept)));
        });

    [Fact]
    public void Nothing_is_left_of_what_was_before_a_clear()
    {
        var memory = new SetMemory();
        memory.AddSwing(3, new Swing(1, 2, 3));
        memory.AddThin(new float[CandidateLayout.SignalLanes]);
        memory.Clear();

        Assert.Equal(0, memory.CopySwings(3, 10, new Swing[SetMemory.SwingsKept]));
        Assert.Equal(0, memory.CopyThin(0, new float[10]));
    }

    [Fact]
    public void The_two_counters_of_a_session_keep_their_first_rows_apart()
    {
        var memory = new SetMemory();
        var (first, second) = (memory.HeadOf(0), memory.HeadOf(1));
        for (var row = 0; row < ProjectionHead.BlockRows; row++)
        {
            first[row].Fill((short)row);
            second[row].Fill((short)-row);
        }

        Assert.All(Enumerable.Range(0, ProjectionHead.BlockRows), row => Assert.Equal((row, -row), (first[row][8], second[row][0])));
    }
}
