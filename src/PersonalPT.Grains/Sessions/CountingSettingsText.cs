using System.Text.Json;
using PersonalPT.Counting;

namespace PersonalPT.Grains.Sessions;

/// <summary>The counter's settings as they stand in a durable point.</summary>
internal static class CountingSettingsText
{
    /// <summary>What a new session is counted with.</summary>
    public static string Default { get; } = JsonSerializer.Serialize(new CountingSettings());

    /// <summary>Reads them.</summary>
    /// <exception cref="JsonException">They are none.</exception>
    public static CountingSettings Read(string text) =>
        JsonSerializer.Deserialize<CountingSettings>(text) ?? throw new JsonException("A session's counting settings are empty.");
}
