using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public class RestSideTests
{
    [Fact]
    public void Standing_is_the_rest_of_a_squat_and_exchanged_states_are_noticed()
    {
        var squatter = new Squatter();
        var rows = FeatureRows.Of(squatter.Film(), smoothed: true);
        Cycle[] cycles = [.. squatter.Spans.Select(s => new Cycle(rows.RowAt(s.StartMicros), rows.RowAt((s.StartMicros + s.EndMicros) / 2), rows.RowAt(s.EndMicros)))];
        var states = CycleLabels.Of(rows, [.. cycles.Select(c => new RowSpan(c.Start, c.End))]);

        var side = RestSide.Of(rows, cycles, states);
        Assert.True(side > 1, $"{side}");
        Assert.True(RestSide.Of(rows, cycles, new CycleLabels(states.Rest, states.Active)) < -1);
    }

    [Fact]
    public void The_difference_of_the_states_is_their_means_difference()
    {
        var rows = FeatureRows.Of(new Squatter().Film(), smoothed: true);
        var difference = RestSide.Difference(rows, new CycleLabels(Active: [60, 62], Rest: [10]));
        for (var f = 0; f < difference.Length; f++)
            Assert.Equal(((double)rows[60][f] + rows[62][f]) / 2 - rows[10][f], difference[f], 1e-9);
    }
}
