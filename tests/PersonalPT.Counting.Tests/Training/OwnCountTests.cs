using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public class OwnCountTests
{
    private static readonly Squatter s_squatter = new() { Reps = 4, StillSeconds = 3 };

    [Fact]
    public void It_is_what_a_counter_counts_in_the_whole_recording()
    {
        var film = s_squatter.Film();
        var demonstration = Demonstration.Of(film, TestContext.Current.CancellationToken);
        var states = States(demonstration);
        var set = Counted.Set(film, new ExerciseModel(GaussianEstimate.From(demonstration.Rows, states)));

        var own = new OwnCount(demonstration, TestContext.Current.CancellationToken).With(states);
        Assert.Equal(4, own.Count);
        Assert.Equal(set!.FinalVote, own.Count);
        Assert.Equal(set.Reps.OrderBy(r => r.PeakMicros), own.Reps);
    }

    [Fact]
    public void It_ends_when_it_is_cancelled()
    {
        var demonstration = Demonstration.Of(s_squatter.Film(), TestContext.Current.CancellationToken);
        Assert.Throws<OperationCanceledException>(() => new OwnCount(demonstration, new CancellationToken(canceled: true)).With(States(demonstration)));
    }

    private static CycleLabels States(Demonstration demonstration) =>
        CycleLabels.Of(demonstration.Rows, [.. s_squatter.Spans.Select((s, i) => demonstration.RowsOf(s, $"Rep {i}"))]);
}
