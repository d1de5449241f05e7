using CsCheck;
using PersonalPT.Contracts.Recordings;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Contracts.Tests.Recordings;

public sealed class RecordingPlanTests
{
    private static readonly Gen<ChunkSpan[]> s_chunks = Gen.Select(Gen.Long[1, 4], Gen.Long[1, 60], Gen.Long[0, 20])
        .Select((claim, first, more) => new ChunkSpan(claim, first, first + more, 0, 0)).Array[0, 12]
        .Select(chunks => chunks.DistinctBy(c => (c.Claim, c.FirstInputSeq)).ToArray());

    [Fact]
    public void Every_input_is_read_once_in_order_and_from_the_highest_claim_that_has_it()
    {
        s_chunks.Sample(chunks =>
        {
            var plan = RecordingPlan.Of(chunks);

            var read = plan.SelectMany(s => Numbers(s.FirstInputSeq, s.LastInputSeq).Select(seq => (Seq: seq, s.Chunk))).ToArray();
            Assert.Equal(chunks.SelectMany(c => Numbers(c.FirstInputSeq, c.LastInputSeq)).Distinct().Order(), read.Select(r => r.Seq));
            Assert.All(read, r =>
            {
                Assert.InRange(r.Seq, r.Chunk.FirstInputSeq, r.Chunk.LastInputSeq);
                Assert.Equal(chunks.Where(c => c.FirstInputSeq <= r.Seq && r.Seq <= c.LastInputSeq).Max(c => c.Claim), r.Chunk.Claim);
            });
        });
    }

    [Fact]
    public void Gaps_are_what_is_missing_up_to_the_last_input()
    {
        s_chunks.Sample(chunks =>
        {
            var plan = RecordingPlan.Of(chunks);
            var there = plan.SelectMany(s => Numbers(s.FirstInputSeq, s.LastInputSeq)).ToHashSet();

            var missing = RecordingPlan.Gaps(plan).SelectMany(g => Numbers(g.FirstMissingInputSeq, g.NextInputSeq - 1));

            Assert.Equal(there.Count == 0 ? [] : Numbers(1, there.Max()).Where(seq => !there.Contains(seq)), missing);
        });
    }

    private static IEnumerable<long> Numbers(long first, long last)
    {
        for (var seq = first; seq <= last; seq++)
            yield return seq;
    }
}
