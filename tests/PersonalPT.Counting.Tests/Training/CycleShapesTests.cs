using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public class CycleShapesTests
{
    private static readonly Squatter s_squatter = new() { Reps = 6 };
    private static readonly FeatureRows s_rows = FeatureRows.Of(s_squatter.Film(), smoothed: true);

    private static List<Cycle> Squats =>
        [.. s_squatter.Spans.Select(s => new Cycle(s_rows.RowAt(s.StartMicros), s_rows.RowAt((s.StartMicros + s.EndMicros) / 2), s_rows.RowAt(s.EndMicros)))];

    private static Cycle Still => new(0, 10, 25);

    [Fact]
    public void A_run_is_scored_as_its_members_are()
    {
        var shapes = new CycleShapes(s_rows, [Still, .. Squats]);
        var (regularity, first) = shapes.BestRun(4);
        Assert.InRange(first, 1, 3);
        Assert.Equal(shapes.Regularity(Enumerable.Range(first, 4)), regularity, 1e-6 * regularity);
        Assert.All(Enumerable.Range(0, 4), f => Assert.True(shapes.Regularity(Enumerable.Range(f, 4)) <= regularity * (1 + 1e-9)));
    }

    [Fact]
    public void The_same_movement_again_is_more_regular_than_halves_of_it()
    {
        var squats = new CycleShapes(s_rows, Squats);
        var cut = new CycleShapes(s_rows, [.. Squats.Select((c, i) => i % 2 == 0 ? c with { End = c.Peak } : c with { Start = c.Peak })]);
        Assert.True(squats.Regularity(Enumerable.Range(0, 6)) > 3 * cut.Regularity(Enumerable.Range(0, 6)));
    }

    [Fact]
    public void Stillness_is_not_alike_to_squats() =>
        Assert.Equal([1, 2, 3, 4, 5, 6], new CycleShapes(s_rows, [Still, .. Squats]).Alike());

    [Fact]
    public void The_way_out_and_back_is_more_than_the_way_out()
    {
        var whole = Squats[2];
        var shapes = new CycleShapes(s_rows, [whole, whole with { End = whole.Peak }, Still]);
        Assert.True(shapes.OutAndBack(0) > 10 * shapes.OutAndBack(1));
        Assert.True(shapes.OutAndBack(0) > 10 * shapes.OutAndBack(2));
    }
}
