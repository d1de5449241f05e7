using PersonalPT.Counting;
using PersonalPT.Web.Text;

namespace PersonalPT.Web.Charts;

/// <summary>How far each rep of a set went, in per cent of the way between the demonstration's rest and its active pose.</summary>
internal static class RepRange
{
    /// <summary>Whether there is anything to draw.</summary>
    public static bool IsKnown(IEnumerable<Rep> reps) => reps.Any(rep => rep.Range is not null);

    /// <summary>The last reps, one bar each; where a range is not known there is none.</summary>
    /// <param name="reps">The set's reps, in time order.</param>
    /// <param name="most">At most so many bars.</param>
    /// <param name="words">The visitor's.</param>
    public static IReadOnlyList<Bar> Bars(IEnumerable<Rep> reps, int most, Words words) =>
        [.. reps.Index().TakeLast(most).Select(rep => new Bar($"{rep.Index + 1}", $"{rep.Index + 1}: {Text(rep.Item, words)} %", Percent(rep.Item) ?? 0))];

    /// <summary>In per cent, or a dash.</summary>
    public static string Text(Rep rep, Words words) => Percent(rep) is { } percent ? words.Number(percent, 0) : "–";

    private static double? Percent(Rep rep) => rep.Range * 100;
}
