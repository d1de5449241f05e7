using System.Globalization;
using System.Text.Json.Serialization;
using CsvHelper;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.History;

/// <summary>A rep as it is exported: names and order of the columns are a contract.</summary>
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
    };

    private static string Iso(long micros) =>
        DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>JSON without reflection.</summary>
[JsonSerializable(typeof(ExportedRep))]
internal sealed partial class ExportJson : JsonSerializerContext;
