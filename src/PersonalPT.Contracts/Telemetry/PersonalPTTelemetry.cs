using System.Diagnostics;

namespace PersonalPT.Contracts.Telemetry;

/// <summary>What all of PersonalPT's traces and measurements go under.</summary>
public static class PersonalPTTelemetry
{
    /// <summary>Name of the activity source and of every meter.</summary>
    public const string Name = "PersonalPT";

    /// <summary>Seconds from an input's arrival at the gateway to the counter. The gateway's admission listens to it.</summary>
    public const string FrameAge = "personalpt.frame.age";

    /// <summary>Seconds from a commit group's first statement until it is durable. The gateway's admission listens to it.</summary>
    public const string CommitTime = "personalpt.journal.commit.time";

    /// <summary>Sessions that are held in memory and have not ended. The gateway's admission listens to it.</summary>
    public const string LiveSessions = "personalpt.sessions.live";

    /// <summary>Inputs that wait at the gateway for their session. The gateway's admission listens to it.</summary>
    public const string BufferedInputs = "personalpt.gateway.inputs.buffered";

    /// <summary>Where spans are started.</summary>
    public static ActivitySource Source { get; } = new(Name);
}
