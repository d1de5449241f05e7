using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Output;

/// <summary>Versions of models, for people and for machines.</summary>
internal static class ModelText
{
    /// <summary>Such as "squat version 3".</summary>
    public static string Name(ModelVersion version) =>
        $"{version.ExerciseId} version {version.Version}{(version.AthleteId.Length > 0 ? $" of {version.AthleteId}" : "")}";

    /// <summary>How to undo that a version was made the active one; null where it is not active, or nothing else was before.</summary>
    /// <param name="version">The version.</param>
    /// <param name="activeBefore">The number of the one that was active before.</param>
    public static string? Undo(ModelVersion version, uint? activeBefore) => version.Active && activeBefore is { } before && before != version.Version
        ? $"To go back to version {before}:  personalpt models rollback {version.ExerciseId}"
            + (version.AthleteId.Length > 0 ? $" --athlete {version.AthleteId}" : "")
        : null;

    /// <summary>The version for machines.</summary>
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
