using System.Text.Json;
using System.Text.Json.Serialization;
using PersonalPT.Counting.Training;

namespace PersonalPT.Storage.Models;

/// <summary>How a training's report is stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TrainingReport))]
internal sealed partial class TrainingReportJson : JsonSerializerContext
{
    public static string Write(TrainingReport report) => JsonSerializer.Serialize(report, Default.TrainingReport);

    public static TrainingReport Read(string json) =>
        JsonSerializer.Deserialize(json, Default.TrainingReport) ?? throw new JsonException("A training's report is null.");
}
