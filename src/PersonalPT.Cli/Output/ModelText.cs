using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Output;

/// <summary>Versions of models, for people and for machines.</summary>
internal static class ModelText
{
    /// <summary>Such as "squat version 3".</summary>
    public static string Name(ModelVersion version) =>
        $"{version.ExerciseId} version {version.Version}{(version.AthleteId.Length > 0 ? $" of {version.AthleteId}" : "")}";

    /// <summary>The same for machines.</summary>
    public static ModelLine Line(ModelVersion version) => new(
        version.ExerciseId,
        version.AthleteId.Length > 0 ? version.AthleteId : null,
        (int)version.Version,
        version.Active,
        Origin(version.Origin),
        Times.FromMicros(version.CreatedTimeUs),
        version.CreatedBy,
        version.Report is null ? null : ReportText.Line(version.Report));

    /// <summary>Where a model comes from.</summary>
    public static string Origin(ModelOrigin origin) => origin switch
    {
        ModelOrigin.Demonstration => "demonstration",
        ModelOrigin.Starter => "starter",
        _ => "unknown",
    };
}
