using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Trends;

namespace PersonalPT.Web.Tests.Trends;

public sealed class ExerciseTrendTests
{
    // Two hours east of Greenwich: what is done at eleven at night by UTC is done the next day.
    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "east", "east");

    // A Wednesday.
    private static readonly DateTimeOffset s_now = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Weeks_begin_on_Monday_and_the_last_one_is_this_one()
    {
        var trend = Assert.Single(Of(TrendSpan.Weeks, Set("squat", new(2026, 3, 8, 21, 59, 0, TimeSpan.Zero), 5), Set("squat", new(2026, 3, 8, 22, 0, 0, TimeSpan.Zero), 7)));

        Assert.Equal(12, trend.Steps.Count);
        Assert.All(trend.Steps, step => Assert.Equal(DayOfWeek.Monday, step.From.DayOfWeek));
        Assert.Equal(new DateOnly(2026, 3, 9), trend.Steps[^1].From);
        // The first one was done on Sunday evening, the second on Monday at midnight.
        Assert.Equal((5, 7), (trend.Steps[^2].Reps, trend.Steps[^1].Reps));
    }

    [Fact]
    public void Days_are_those_of_the_place_and_what_lies_outside_is_left_out()
    {
        var trend = Assert.Single(Of(
            TrendSpan.Days,
            Set("squat", new(2026, 2, 11, 21, 59, 0, TimeSpan.Zero), 100), Set("squat", new(2026, 2, 11, 22, 0, 0, TimeSpan.Zero), 3),
            Set("squat", new(2026, 3, 11, 11, 0, 0, TimeSpan.Zero), 4)));

        Assert.Equal(28, trend.Steps.Count);
        Assert.Equal((new DateOnly(2026, 2, 12), 3), (trend.Steps[0].From, trend.Steps[0].Reps));
        Assert.Equal((new DateOnly(2026, 3, 11), 4), (trend.Steps[^1].From, trend.Steps[^1].Reps));
        Assert.Equal(7, trend.Steps.Sum(step => step.Reps));
        Assert.Equal(
            new DateTimeOffset(2026, 2, 11, 22, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000, ExerciseTrend.BeginMicros(TrendSpan.Days, s_now, s_zone));
    }

    [Fact]
    public void A_step_has_counted_and_corrected_reps_the_best_set_the_mean_length_and_the_heaviest_load()
    {
        var step = Assert.Single(Of(
            TrendSpan.Weeks,
            Set("squat", s_now, 10, secondsPerRep: 2, load: 60), Set("squat", s_now, 5, secondsPerRep: 3.5, corrected: 12, load: 55.5), Set("squat", s_now, 0))).Steps[^1];

        Assert.Equal((3, 15, 22, 12, 60.0), (step.Sets, step.Reps, step.CorrectedReps, step.BestSet, step.HeaviestKilograms));
        Assert.Equal(2.5, step.SecondsPerRep!.Value, 6);
    }

    [Fact]
    public void Where_nothing_was_done_nothing_is_known()
    {
        var trend = Assert.Single(Of(TrendSpan.Weeks, Set("squat", s_now, 1)));

        Assert.All(trend.Steps.SkipLast(1), step => Assert.Equal((0, 0, 0, null, null), (step.Sets, step.Reps, step.BestSet, step.SecondsPerRep, step.HeaviestKilograms)));
    }

    [Fact]
    public void What_was_done_most_comes_first_and_what_was_not_done_in_the_span_does_not_come() => Assert.Equal(
        ["lunge", "squat"],
        Of(TrendSpan.Weeks, Set("squat", s_now, 3), Set("lunge", s_now, 4), Set("situp", s_now.AddDays(-200), 50)).Select(trend => trend.ExerciseId));

    private static IReadOnlyList<ExerciseTrend> Of(TrendSpan span, params SetFigures[] sets) => ExerciseTrend.Of(sets, span, s_now, s_zone);

    private static SetFigures Set(string exercise, DateTimeOffset at, int reps, double secondsPerRep = 1, int? corrected = null, double? load = null)
    {
        var details = SetDetails.None with
        {
            CorrectedReps = corrected is { } said ? new Said<int>(said, "carl", 0) : null,
            LoadGrams = load is { } kilograms ? new Said<int>((int)(kilograms * 1000), "anna", 0) : null,
        };
        return new SetFigures("session", at.ToUnixTimeMilliseconds() * 1000, 1, exercise, reps, (long)(reps * secondsPerRep * 1e6), details);
    }
}
