namespace PersonalPT.Testing.Network;

/// <summary>How a connection treats what travels over it, both ways.</summary>
public sealed record LinkCondition
{
    /// <summary>Everything passes at once.</summary>
    public static readonly LinkCondition Good = new();

    /// <summary>Nothing passes and nothing is lost: what arrives is held until the condition changes.</summary>
    public static readonly LinkCondition Held = new() { Flow = LinkFlow.Holds };

    /// <summary>Half open: what is sent vanishes and nobody is told. A connection that has lost bytes never becomes good again.</summary>
    public static readonly LinkCondition HalfOpen = new() { Flow = LinkFlow.Swallows };

    /// <summary>Whether bytes pass.</summary>
    public LinkFlow Flow { get; init; } = LinkFlow.Passes;

    /// <summary>How much later each byte arrives. Default: not at all.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How many bytes pass a second and direction; null: all. Default: null.</summary>
    public int? BytesPerSecond { get; init; }
}

/// <summary>What becomes of bytes.</summary>
public enum LinkFlow
{
    /// <summary>They pass.</summary>
    Passes = 1,
    /// <summary>They wait.</summary>
    Holds = 2,
    /// <summary>They vanish.</summary>
    Swallows = 3,
}

/// <summary>How a connection is cut.</summary>
public enum CutKind
{
    /// <summary>As when the other side's process dies: RST, at once, what was under way is lost.</summary>
    Reset = 1,
    /// <summary>As when the other side closes: FIN; what was under way is lost.</summary>
    Finish = 2,
}
