using System.Diagnostics;

namespace PersonalPT.Contracts.Telemetry;

/// <summary>What all of PersonalPT's traces and measurements go under.</summary>
public static class PersonalPTTelemetry
{
    /// <summary>Name of the activity source and of every meter.</summary>
    public const string Name = "PersonalPT";

    /// <summary>Where spans are started.</summary>
    public static ActivitySource Source { get; } = new(Name);
}
