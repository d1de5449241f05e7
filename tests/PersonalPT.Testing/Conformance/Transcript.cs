using System.Text.Json;

namespace PersonalPT.Testing.Conformance;

/// <summary>A session as it must go: what the app does, what the client must send, what the server says. See <c>docs/protocol/vectors/README.md</c>.</summary>
public sealed class Transcript
{
    private Transcript(JsonElement content)
    {
        About = content.GetProperty("about").GetString()!;
        Checks = [.. content.GetProperty("checks").EnumerateArray().Select(c => c.GetString()!)];
        Start = content.GetProperty("start").GetRawText();
        MaxBufferedInputs = content.TryGetProperty("options", out var options) && options.TryGetProperty("max_buffered_inputs", out var most) ? most.GetInt32() : null;
        Steps = [.. content.GetProperty("steps").EnumerateArray()];
    }

    /// <summary>What it is about, in a sentence or two.</summary>
    public string About { get; }

    /// <summary>Whom it checks: client, server.</summary>
    public IReadOnlyList<string> Checks { get; }

    /// <summary>The acknowledgement that StartSession answered, as JSON of the contract.</summary>
    public string Start { get; }

    /// <summary>How many inputs the client is to hold; null: its default.</summary>
    public int? MaxBufferedInputs { get; }

    /// <summary>What happens, one after the other.</summary>
    public IReadOnlyList<JsonElement> Steps { get; }

    /// <summary>Reads one.</summary>
    /// <param name="transport"><c>stream</c> or <c>unary</c>.</param>
    /// <param name="name">The file, without its ending.</param>
    public static Transcript Read(string transport, string name) => new(ConformanceVectors.Read(transport, name + ".json"));
}
