using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Serialization;

namespace PersonalPT.Contracts;

/// <summary>How what crosses between grains is written.</summary>
public static class ContractSerialization
{
    /// <summary>
    /// Adds JSON for the types of PersonalPT.Counting. They stand on nothing, so they cannot carry the actor framework's attributes; they cross only
    /// inside rare messages (a rep, a lesson), where JSON's cost does not show.
    /// </summary>
    public static ISerializerBuilder AddCountingTypes(this ISerializerBuilder builder) =>
        builder.AddJsonSerializer(
            type => type.Namespace?.StartsWith("PersonalPT.Counting", StringComparison.Ordinal) == true,
            // A labelled demonstration is infinitely sure of its poses.
            new JsonSerializerOptions { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals });
}
