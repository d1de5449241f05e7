using CsCheck;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Sets;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Tests.Figures;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class SetVoteTests
{
    [Fact]
    public void The_final_vote_on_a_set_that_is_all_stored_is_that_on_its_rows_counted_once_with_the_range_of_the_whole() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Double[1, 6], Gen.Double[1.2, 3]).Sample((seed, reps, period) =>
        {
            var film = new Film(seed).Still(.5).Squats(reps, period).Wave(1);
            var (vote, memory) = New();
            var rows = Push(vote, film);
            var head = memory.HeadOf(0);
            short[][] stored = [.. Enumerable.Range(0, rows).Select(row => head[row].ToArray())];
            var ranges = RandomSignals.Ranges(1);
            SignalRanges.OfHead(RandomSignals.Head(stored), rows, new SignalFilter(), firstSignal: 0, ranges.AsSpan(0, CandidateLayout.Signals));
            var (candidates, filter) = RandomSignals.Counted(stored, ranges);

            Assert.InRange(rows, 30, ProjectionHead.Rows - 1);
            Assert.Equal(Ballot.Of(candidates, filter.Path).Count, vote.Finish());
            Assert.Equal(Ballot.Of(candidates, filter.Path), vote.Ballot);
        }, iter: 60);

    [Fact]
    public void A_quorum_is_a_third_of_the_candidates()
    {
        var few = 0;
        Gen.Select(Gen.Int[0, 1000], Gen.Double[.1, .5], Gen.Double[1, 6]).Sample((seed, depth, reps) =>
        {
            var (vote, memory) = New();
            var rows = Push(vote, new Film(seed).Still(1).Squats(reps, 2, depth));
            vote.Finish();
            var head = memory.HeadOf(0);
            short[][] stored = [.. Enumerable.Range(0, rows).Select(row => head[row].ToArray())];
            var ranges = RandomSignals.Ranges(1);
            SignalRanges.OfHead(RandomSignals.Head(stored), rows, new SignalFilter(), firstSignal: 0, ranges.AsSpan(0, CandidateLayout.Signals));
            var (candidates, _) = RandomSignals.Counted(stored, ranges);
            var counting = RandomSignals.CandidateLanes.Count(lane => candidates.Count(lane) > 0);

            Assert.Equal(counting >= 18, vote.HasQuorum);
            if (counting is > 0 and < 18)
                Interlocked.Increment(ref few);
        }, iter: 100);
        Assert.True(few > 0, "No example in which only some candidates count.");
    }

    [Fact]
    public void What_is_stored_are_the_models_nine_signals_of_each_row()
    {
        var film = new Film().Squats(3, 2);
        var (vote, memory) = New();
        var features = FeatureRows.Of(film.Frames, smoothed: false);
        var signals = new float[Directions.Lanes];

        var rows = Push(vote, film);

        Assert.Equal(features.Count, rows);
        for (var row = 0; row < rows; row++)
        {
            Taught.Squat.Directions.Project(features[row], signals);
            Assert.Equal(signals.Take(FeatureGroups.Count).Select(Quantised.From), memory.HeadOf(0)[row].ToArray());
        }
    }

    [Fact]
    public void Even_squats_are_counted_whether_they_are_all_stored_or_not() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[3, 60], Gen.Double[1.2, 3]).Sample((seed, reps, period) =>
        {
            var (vote, _) = New();
            Push(vote, new Film(seed).Still(.5).Squats(reps, period).Still(1));

            Assert.Equal(reps, vote.Finish());
            Assert.True(vote.HasQuorum);
        }, iter: 40);

    [Fact]
    public void The_swings_of_the_best_candidate_are_as_many_as_the_vote_follow_each_other_and_are_over_before_the_next_begins() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Double[3, 22], Gen.Double[1.2, 3]).Sample((seed, reps, period) =>
        {
            var (vote, _) = New();
            var rows = Push(vote, new Film(seed).Squats(reps, period));
            vote.Finish();

            var swings = new Swing[SetVote.MostSwings];
            swings = swings[..vote.KnownSwings(swings)];

            Assert.Equal(vote.Ballot.Count, swings.Length);
            for (var i = 0; i < swings.Length; i++)
            {
                var end = vote.EndOf(swings, i);
                Assert.True(swings[i].Low < swings[i].High && swings[i].High < end && end < rows, $"{swings[i]} until {end}");
                Assert.True(i == 0 || vote.EndOf(swings, i - 1) <= swings[i].Low);
            }
        }, iter: 40);

    [Fact]
    public void Of_a_very_long_set_those_at_the_beginning_and_the_last_ones_are_known()
    {
        var (vote, _) = New();
        var rows = Push(vote, new Film().Squats(70, 2));

        var swings = new Swing[SetVote.MostSwings];
        swings = swings[..vote.KnownSwings(swings)];

        var stored = swings.Count(s => s.Confirmed < ProjectionHead.Rows);
        Assert.Equal(ProjectionHead.Rows / 60, stored);
        Assert.Equal(SetMemory.SwingsKept, swings.Length - stored);
        Assert.Equal(swings.Select(s => s.Low).Order(), swings.Select(s => s.Low));
        Assert.InRange(swings[^1].High, rows - 60, rows);
        Assert.Equal(swings[stored - 1].Confirmed, vote.EndOf(swings, stored - 1));
    }

    [Fact]
    public void A_person_who_stands_still_makes_no_quorum() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Double[1, 12], Gen.Double[0, 1]).Sample((seed, seconds, depth) =>
        {
            var (vote, _) = New();
            Push(vote, new Film(seed).Still(seconds, depth));

            Assert.False(vote.HasQuorum);
        }, iter: 40);

    [Theory]
    [InlineData(4, 0)]
    [InlineData(30, 1)]
    public void Fewer_than_five_rows_count_nothing(int rows, int least)
    {
        var (vote, _) = New();
        foreach (var frame in Enumerable.Range(0, rows))
            vote.Push(Swinging(frame, rows));

        Assert.InRange(vote.Finish(), least, 1);
    }

    [Theory]
    [InlineData(5.9, true)]
    [InlineData(5.5, false)]
    public void It_is_between_reps_at_the_low_and_not_in_a_rep(double reps, bool between)
    {
        var (vote, _) = New();
        Push(vote, new Film().Squats(reps, 2).Still(between ? 1 : 0));

        Assert.Equal(between, vote.IsBetweenReps);
    }

    [Fact]
    public void A_row_of_the_movement_lies_before_that_of_the_signal_by_its_lag_and_never_before_the_first()
    {
        var (vote, _) = New();
        Push(vote, new Film().Squats(6, 2));
        var lag = CandidateLayout.Lag(vote.Ballot.Best);

        Assert.InRange(lag, 1, 3);
        Assert.Equal([0, 0, 100 - lag], new[] { 0, lag, 100 }.Select(vote.MovementRow));
    }

    [Fact]
    public void Ranges_are_those_of_the_smoothed_signals_of_the_set()
    {
        var (vote, _) = New();
        Push(vote, new Film().Squats(8, 2));
        var early = new float[FeatureGroups.Count];
        vote.MeasureRanges(early);
        Push(vote, new Film().Squats(40, 2));
        var late = new float[FeatureGroups.Count];
        vote.MeasureRanges(late);

        // Groups that hardly move in a squat are mostly noise.
        var telling = Enumerable.Range(0, FeatureGroups.Count).Where(g => Taught.Squat.Directions.Spread(g) < .3f).ToArray();
        Assert.InRange(telling.Length, 5, FeatureGroups.Count);
        Assert.All(telling, g => Assert.InRange(early[g], .6f, 1.4f));
        Assert.All(telling, g => Assert.Equal(early[g], late[g], .1f));
    }

    [Fact]
    public void Nothing_is_left_of_what_was_before_a_clear() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Double[1, 20], Gen.Double[1, 20]).Sample((seed, before, reps) =>
        {
            var film = new Film(seed).Squats(reps, 2);
            var (used, _) = New();
            Push(used, new Film(seed + 1).Squats(before, 1.7, depth: 2));
            used.Clear();
            var (fresh, _) = New();

            Assert.Equal((0, 0), (used.Rows, used.Ballot.Count));
            Assert.Equal(Ballots(fresh, film), Ballots(used, film));
        }, iter: 20);

    private static (SetVote Vote, SetMemory Memory) New()
    {
        var memory = new SetMemory();
        var vote = new SetVote(Taught.Squat.Directions, memory, memory.HeadOf(0));
        vote.Clear();
        return (vote, memory);
    }

    private static int Push(SetVote vote, Film film) => Ballots(vote, film).Count;

    private static List<Ballot> Ballots(SetVote vote, Film film)
    {
        var rows = FeatureRows.Of(film.Frames, smoothed: false);
        var ballots = new List<Ballot>(rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            vote.Push(rows[row]);
            ballots.Add(vote.Ballot);
        }

        return ballots;
    }

    /// <summary>Features of one way down and up.</summary>
    private static float[] Swinging(int frame, int frames)
    {
        var depth = (float)SquattingFigure.Depth(frame, frames - 1);
        var (rest, active) = (Taught.Squat.Gaussian.Rest.ToArray(), Taught.Squat.Gaussian.Active.ToArray());
        return [.. rest.Zip(active, (r, a) => r + depth * (a - r))];
    }
}
