using CsCheck;
using PersonalPT.Grains.Groups;
using static PersonalPT.Grains.Tests.Groups.SampleGroups;

namespace PersonalPT.Grains.Tests.Groups;

public sealed class SessionTallyTests
{
    [Fact]
    public void Each_rep_is_there_once_however_often_and_in_what_order_the_log_is_told() =>
        Gen.Select(Gen.Int[0, 30], Gen.Select(Gen.Int[0, 32], Gen.Int[1, 10]).Array[0, 40]).Sample((reps, told) =>
        {
            var log = Log("s1", "squat", [.. Enumerable.Range(1, reps).Select(i => i * Second)]);
            var tally = new SessionTally();
            foreach (var (from, count) in told)
            {
                var before = tally.LastEventSeq;
                // A hole is seen wherever there is one, and nothing behind it is taken.
                var some = log.Skip(from).Take(count).Reverse().ToArray();
                Assert.Equal(some.Length == 0 || some[^1].EventSeq <= before + 1, tally.Take(some));
            }

            Assert.True(tally.Take(log));
            Assert.Equal(log.Length, tally.LastEventSeq);
            Assert.Equal(Enumerable.Range(1, reps).Select(i => i * Second), tally.Reps.Select(r => r.EndMicros));
        });
}
