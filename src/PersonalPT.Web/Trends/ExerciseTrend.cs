using PersonalPT.Contracts.Storage;

namespace PersonalPT.Web.Trends;

/// <summary>How an exercise goes from day to day or from week to week. The days are those of where the server is.</summary>
/// <param name="ExerciseId">What is done.</param>
/// <param name="Steps">Oldest first, also those on which nothing was done; the last one is today's or this week's.</param>
public sealed record ExerciseTrend(string ExerciseId, IReadOnlyList<TrendStep> Steps)
{
    private const int Weeks = 12;
    private const int Days = 28;
    private const int DaysOfWeek = 7;

    /// <summary>The first day of a span.</summary>
    /// <param name="span">The steps.</param>
    /// <param name="now">The moment.</param>
    /// <param name="zone">Where the server is.</param>
    public static DateOnly Begin(TrendSpan span, DateTimeOffset now, TimeZoneInfo zone) =>
        StepOf(span, DayOf(now, zone)).AddDays(-Length(span) * (Count(span) - 1));

    /// <summary>The moment at which a span begins, microseconds since the Unix epoch.</summary>
    /// <param name="span">The steps.</param>
    /// <param name="now">The moment.</param>
    /// <param name="zone">Where the server is.</param>
    public static long BeginMicros(TrendSpan span, DateTimeOffset now, TimeZoneInfo zone) => StartOf(Begin(span, now, zone), zone);

    /// <summary>The moment at which a day begins, microseconds since the Unix epoch.</summary>
    public static long StartOf(DateOnly day, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return (new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }

    /// <summary>The trends of all exercises that were done in a span; what was done most comes first.</summary>
    /// <param name="sets">The sets; those outside of the span are left out.</param>
    /// <param name="span">The steps.</param>
    /// <param name="now">The moment.</param>
    /// <param name="zone">Where the server is.</param>
    public static IReadOnlyList<ExerciseTrend> Of(IReadOnlyList<SetFigures> sets, TrendSpan span, DateTimeOffset now, TimeZoneInfo zone)
    {
        var begin = Begin(span, now, zone);
        var steps = Enumerable.Range(0, Count(span)).Select(i => begin.AddDays(i * Length(span))).ToArray();
        return
        [
            .. sets.GroupBy(set => set.ExerciseId)
                .Select(exercise =>
                {
                    var ofSteps = exercise.ToLookup(set => StepOf(span, DayOf(DateTimeOffset.UnixEpoch.AddMicroseconds(set.SessionStartedMicros), zone)));
                    return new ExerciseTrend(exercise.Key, [.. steps.Select(step => Step(step, [.. ofSteps[step]]))]);
                })
                .Where(trend => trend.Steps.Any(step => step.Sets > 0))
                .OrderByDescending(trend => trend.Steps.Sum(step => step.Reps)).ThenBy(trend => trend.ExerciseId, StringComparer.Ordinal),
        ];
    }

    private static TrendStep Step(DateOnly from, SetFigures[] sets)
    {
        var reps = sets.Sum(set => set.Reps);
        return new TrendStep(
            from,
            sets.Length,
            reps,
            sets.Sum(Corrected),
            sets.Select(Corrected).DefaultIfEmpty().Max(),
            reps == 0 ? null : sets.Sum(set => set.RepMicros) / 1e6 / reps,
            sets.Max(set => set.Details.LoadKilograms));
    }

    private static int Corrected(SetFigures set) => set.Details.CorrectedReps?.Value ?? set.Reps;

    private static int Count(TrendSpan span) => span == TrendSpan.Weeks ? Weeks : Days;

    private static int Length(TrendSpan span) => span == TrendSpan.Weeks ? DaysOfWeek : 1;

    private static DateOnly DayOf(DateTimeOffset moment, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    // Weeks begin on Monday.
    private static DateOnly StepOf(TrendSpan span, DateOnly day) =>
        span == TrendSpan.Weeks ? day.AddDays(-(((int)day.DayOfWeek + DaysOfWeek - 1) % DaysOfWeek)) : day;
}
