using CsCheck;
using PersonalPT.Counting.Sets;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class BallotTests
{
    [Fact]
    public void The_vote_is_the_median_of_the_counts_weighted_by_the_scores() =>
        RandomSignals.Rows(10, 800).Sample(rows =>
        {
            var (candidates, filter) = RandomSignals.Counted(rows, RandomSignals.Ranges(1));
            var scores = new float[CandidateLayout.Lanes];
            candidates.Score(filter.Path, scores);
            var lanes = RandomSignals.CandidateLanes.ToArray();
            var weights = lanes.ToDictionary(l => l, l => Math.Exp(8 * (scores[l] - scores.Max())));
            var total = weights.Values.Sum();

            var ballot = Ballot.Of(candidates, filter.Path);

            var below = lanes.Where(l => candidates.Count(l) < ballot.Count).Sum(l => weights[l]);
            var upTo = lanes.Where(l => candidates.Count(l) <= ballot.Count).Sum(l => weights[l]);
            Assert.InRange(below / total, 0, .50001);
            Assert.InRange(upTo / total, .49999, 1.00001);
            Assert.Equal((total - below) / total, ballot.Sure, 1e-4);
        }, iter: 60);

    [Fact]
    public void The_best_candidate_is_the_best_scored_of_those_that_count_the_vote() =>
        RandomSignals.Rows(10, 800).Sample(rows =>
        {
            var (candidates, filter) = RandomSignals.Counted(rows, RandomSignals.Ranges(1));
            var scores = new float[CandidateLayout.Lanes];
            candidates.Score(filter.Path, scores);

            var ballot = Ballot.Of(candidates, filter.Path);

            Assert.Equal(ballot.Count, candidates.Count(ballot.Best));
            Assert.Equal(RandomSignals.CandidateLanes.Where(l => candidates.Count(l) == ballot.Count).Max(l => scores[l]), scores[ballot.Best]);
        }, iter: 60);
}
