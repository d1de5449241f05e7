using System.Globalization;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Output;

/// <summary>A training report in a coach's words, and for machines.</summary>
internal static class ReportText
{
    private const int FeaturesToShow = 4;

    /// <summary>Lines for people.</summary>
    public static IEnumerable<string> Lines(TrainingReport report)
    {
        var count = report.CountedReps == report.DemonstrationReps ? "as it should" : "which is not the same";
        yield return $"reps in the demonstration: {report.DemonstrationReps}; the model counts {report.CountedReps} in it, {count}";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"rest and active pose: {report.Separation:0.0} apart ({Clarity(report.Separation)}); what moves most: {report.DominantJoint}");
        if (report.Features.Count > 0)
        {
            yield return "carried by: "
                + string.Join(", ", report.Features.Take(FeaturesToShow).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name} ({f.Share:0 %})")));
        }

        yield return $"frames: {report.Frames}, {report.FramesWithoutPerson} of them without a person";
        foreach (var warning in report.Warnings)
            yield return $"warning: {warning.Text}";
    }

    /// <summary>The same for machines.</summary>
    public static ReportLine Line(TrainingReport report) => new(
        (int)report.DemonstrationReps,
        (int)report.CountedReps,
        Math.Round(report.Separation, 3),
        report.DominantJoint,
        (int)report.Frames,
        (int)report.FramesWithoutPerson,
        [.. report.Features.Select(f => new FeatureLine(f.Name, Math.Round(f.Share, 4)))],
        [.. report.Warnings.Select(w => new WarningLine(w.Code, w.Text))]);

    private static string Clarity(double separation) => separation switch
    {
        > 4 => "clear",
        < 2 => "doubtful",
        _ => "fair",
    };
}
