using System.Text.Json;
using System.Text.Json.Serialization;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Storage.Journal;

/// <summary>How an event's body stands in the log. What cannot be set is derived from the rest (the idempotency key) and is not stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(SessionEventBody))]
internal sealed partial class SessionEventJson : JsonSerializerContext
{
    public static string Write(SessionEventBody body) => JsonSerializer.Serialize(body, Default.SessionEventBody);

    public static SessionEventBody Read(string json) =>
        JsonSerializer.Deserialize(json, Default.SessionEventBody) ?? throw new JsonException("An event's body is null.");
}
