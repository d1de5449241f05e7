using System.Globalization;
using System.Text.Json.Serialization;
using CsvHelper;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.History;

/// <summary>A rep as it is exported, with what people have said about its set: names and order of the columns are a contract.</summary>
[CsvRecord]
internal sealed partial record ExportedRep
{
    [CsvColumn("session_id"), JsonPropertyName("session_id")]
    public required string SessionId { get; init; }

    [CsvColumn("exercise"), JsonPropertyName("exercise")]
    public required string Exercise { get; init; }

    [CsvColumn("model_version"), JsonPropertyName("model_version")]
    public required int ModelVersion { get; init; }

    [CsvColumn("set"), JsonPropertyName("set")]
    public required int Set { get; init; }

    [CsvColumn("rep"), JsonPropertyName("rep")]
    public required int Rep { get; init; }

    [CsvColumn("start"), JsonPropertyName("start")]
    public required string Start { get; init; }

    [CsvColumn("peak"), JsonPropertyName("peak")]
    public required string Peak { get; init; }

    [CsvColumn("end"), JsonPropertyName("end")]
    public required string End { get; init; }

    [CsvColumn("duration_s"), JsonPropertyName("duration_s")]
    public required double DurationSeconds { get; init; }

    [CsvColumn("counted_reps"), JsonPropertyName("counted_reps")]
    public required int CountedReps { get; init; }

    [CsvColumn("corrected_reps"), JsonPropertyName("corrected_reps")]
    public required int? CorrectedReps { get; init; }

    [CsvColumn("corrected_by"), JsonPropertyName("corrected_by")]
    public required string? CorrectedBy { get; init; }

    [CsvColumn("load_kg"), JsonPropertyName("load_kg")]
    public required double? LoadKilograms { get; init; }

    [CsvColumn("load_by"), JsonPropertyName("load_by")]
    public required string? LoadBy { get; init; }

    [CsvColumn("rpe"), JsonPropertyName("rpe")]
    public required double? Rpe { get; init; }

    [CsvColumn("rpe_by"), JsonPropertyName("rpe_by")]
    public required string? RpeBy { get; init; }

    [CsvColumn("note"), JsonPropertyName("note")]
    public required string? Note { get; init; }

    [CsvColumn("note_by"), JsonPropertyName("note_by")]
    public required string? NoteBy { get; init; }

    [CsvColumn("range"), JsonPropertyName("range")]
    public required double? Range { get; init; }

    /// <summary>Of the history's rep.</summary>
    public static ExportedRep Of(RepHistory rep) => new()
    {
        SessionId = rep.SessionId,
        Exercise = rep.Model.ExerciseId,
        ModelVersion = rep.Model.Version,
        Set = rep.SetNumber,
        Rep = rep.Ordinal,
        Start = Iso(rep.Rep.StartMicros),
        Peak = Iso(rep.Rep.PeakMicros),
        End = Iso(rep.Rep.EndMicros),
        DurationSeconds = (rep.Rep.EndMicros - rep.Rep.StartMicros) / 1e6,
        CountedReps = rep.RepsOfSet,
        CorrectedReps = rep.Details.CorrectedReps?.Value,
        CorrectedBy = rep.Details.CorrectedReps?.AuthorId,
        LoadKilograms = rep.Details.LoadKilograms,
        LoadBy = rep.Details.LoadGrams?.AuthorId,
        Rpe = rep.Details.Rpe,
        RpeBy = rep.Details.RpeHalves?.AuthorId,
        Note = rep.Details.Note?.Value,
        NoteBy = rep.Details.Note?.AuthorId,
        Range = rep.Rep.Range is { } range ? Math.Round(range, 3) : null,
    };

    private static string Iso(long micros) =>
        DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>JSON without reflection.</summary>
[JsonSerializable(typeof(ExportedRep))]
internal sealed partial class ExportJson : JsonSerializerContext;
