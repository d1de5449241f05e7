using System.Text.Json;
using System.Text.Json.Serialization;
using PersonalPT.Contracts.Plans;

namespace PersonalPT.Storage.Plans;

/// <summary>What a plan says, as it is stored: property names in snake_case, nothing where there is no load.</summary>
internal static class PlanContentJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(PlanContent content) => JsonSerializer.Serialize(content, s_options);

    public static PlanContent Read(string body) => JsonSerializer.Deserialize<PlanContent>(body, s_options)!;
}
