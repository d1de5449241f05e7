using CsCheck;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Sets;
using PersonalPT.Counting.Tests.Figures;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class TurningPointsTests
{
    [Fact]
    public void A_replay_of_one_candidate_finds_exactly_the_swings_that_all_together_found() =>
        Gen.Select(RandomSignals.Rows(1, ProjectionHead.Rows), Gen.Float[.3f, 3]).Sample((rows, range) =>
        {
            var ranges = RandomSignals.Ranges(range);
            var memory = new SetMemory();
            var (candidates, _) = RandomSignals.Counted(rows, ranges, memory);
            var head = RandomSignals.Head(rows);
            var replayed = new Swing[SetVote.MostSwings];
            var kept = new Swing[SetMemory.SwingsKept];

            foreach (var lane in RandomSignals.CandidateLanes)
            {
                var count = TurningPoints.Replay(head, rows.Length, lane, candidates.Step(lane, ranges), replayed);
                var last = kept[..memory.CopySwings(lane, rows.Length - 1, kept)];

                Assert.Equal(candidates.Count(lane), count);
                Assert.Equal(replayed[..count].TakeLast(SetMemory.SwingsKept), last);
            }
        }, iter: 30);

    [Theory]
    [InlineData(7)]
    [InlineData(20)]
    public void Every_candidate_counts_even_swings_that_are_larger_than_its_step(int swings)
    {
        var rows = Enumerable.Range(0, swings * 40 + 1)
            .Select(row => Enumerable.Repeat(Quantised.From((float)SquattingFigure.Depth(row, 40)), FeatureGroups.Count).ToArray()).ToArray();

        var (candidates, _) = RandomSignals.Counted(rows, RandomSignals.Ranges(.8f));

        Assert.All(
            RandomSignals.CandidateLanes.Where(lane => Taught.Squat.Directions.Spread(CandidateLayout.Group(lane)) < .3f),
            lane => Assert.Equal(swings, candidates.Count(lane)));
    }

    [Fact]
    public void Swings_smaller_than_a_quarter_of_the_demonstration_are_never_counted() =>
        RandomSignals.Rows(30, 300).Sample(rows =>
        {
            short[][] small = [.. rows.Select(r => r.Select(v => (short)(v / 20)).ToArray())];

            var (candidates, _) = RandomSignals.Counted(small, RandomSignals.Ranges(0));

            Assert.All(RandomSignals.CandidateLanes, lane => Assert.Equal(0, candidates.Count(lane)));
        }, iter: 30);

    [Fact]
    public void A_group_that_tells_the_states_apart_badly_needs_a_longer_step()
    {
        var directions = Taught.Squat.Directions;
        var candidates = new TurningPoints(directions);

        foreach (var lane in RandomSignals.CandidateLanes)
        {
            var step = candidates.Step(lane, RandomSignals.Ranges(0));
            Assert.Equal(Math.Max(.25f, .75f * directions.Spread(CandidateLayout.Group(lane))), step, 1e-6f);
        }
    }

    [Fact]
    public void Candidates_are_kept_in_the_order_of_their_counts() =>
        RandomSignals.Rows(1, 600).Sample(rows =>
        {
            var (candidates, _) = RandomSignals.Counted(rows, RandomSignals.Ranges(1));

            var counts = candidates.ByCount.ToArray().Select(lane => candidates.Count(lane)).ToArray();
            Assert.Equal(counts.Order(), counts);
            Assert.Equal(RandomSignals.CandidateLanes, candidates.ByCount.ToArray().Select(l => (int)l).Order());
        }, iter: 30);
}
