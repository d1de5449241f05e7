using CsCheck;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public class RepFinderTests
{
    [Fact]
    public void The_reps_of_a_regular_movement_are_found_with_and_without_their_number() =>
        Gen.Select(Gen.Int[2, 12], Gen.Double[.9, 4], Gen.Double[.05, 1], Gen.Double[.4, 1], Gen.Bool).Sample(
            (reps, seconds, pause, depth, given) =>
            {
                var squatter = new Squatter { Reps = reps, RepSeconds = seconds, PauseSeconds = pause, Depth = depth };
                // Two alike movements may be anything where nobody said how many reps there are.
                reps = given ? reps : Math.Max(reps, 3);
                squatter = squatter with { Reps = reps };
                var preview = Trained.Preview(squatter.Film(), given ? new DemonstrationLabels.RepCount(reps) : new DemonstrationLabels.Unlabelled());
                return preview.Reps.Count == reps && preview.Reps.Zip(squatter.Spans).All(p => Near(p.First, p.Second));
            },
            iter: 30);

    [Fact]
    public void A_single_rep_is_the_largest_way_out_and_back()
    {
        var squatter = new Squatter { Reps = 1, StillSeconds = 2 };
        var found = Find(squatter, 1);
        Assert.NotNull(found);
        Assert.InRange(Assert.Single(found.Cycles).Peak, 90, 96);
    }

    [Fact]
    public void Of_several_models_the_one_that_counts_its_own_demonstration_is_taken()
    {
        var rows = FeatureRows.Of(new Squatter { Reps = 6 }.Film(), smoothed: true);
        var tried = new List<IReadOnlyList<Cycle>>();
        var found = RepFinder.Find(
            rows,
            3,
            cycles =>
            {
                tried.Add(cycles);
                return CycleLabels.Of(rows, [.. cycles.Select(c => new RowSpan(c.Start, c.End))]);
            },
            _ => new OwnReps(tried.Count == 3 ? 3 : 7, []),
            TestContext.Current.CancellationToken);
        Assert.Equal(3, tried.Count);
        Assert.Same(tried[2], found!.Cycles);
    }

    private static FoundReps? Find(Squatter squatter, int? count)
    {
        var demonstration = Demonstration.Of(squatter.Film(), TestContext.Current.CancellationToken);
        var own = new OwnCount(demonstration, TestContext.Current.CancellationToken);
        return RepFinder.Find(
            demonstration.Rows,
            count,
            cycles => CycleLabels.Of(demonstration.Rows, [.. cycles.Select(c => new RowSpan(c.Start, c.End))]),
            own.With,
            TestContext.Current.CancellationToken);
    }

    private static bool Near(Rep rep, CaptureSpan span) =>
        Math.Abs(rep.PeakMicros - (span.StartMicros + span.EndMicros) / 2) < .15 * (span.EndMicros - span.StartMicros)
        && rep.EndMicros - rep.StartMicros > .4 * (span.EndMicros - span.StartMicros);
}
