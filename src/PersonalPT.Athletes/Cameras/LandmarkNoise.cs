namespace PersonalPT.Athletes.Cameras;

/// <summary>
/// How far MediaPipe's landmarks are from the truth: a fast part that differs from frame to frame, a slow one that wanders, a lasting error of
/// depth, each larger along z and where a landmark is hidden. Orders of magnitude as measured on recordings of people exercising.
/// </summary>
public sealed record LandmarkNoise
{
    /// <summary>The truth itself.</summary>
    public static LandmarkNoise None { get; } = new() { Jitter = 0, Wander = 0, DepthBias = 0, DepthGain = 0 };

    /// <summary>Good light, the whole body well in the picture: the best tenth of recordings.</summary>
    public static LandmarkNoise Good { get; } = new() { Jitter = .0018f, Wander = .006f, DepthBias = .02f, DepthGain = .05f };

    /// <summary>A phone in a gym.</summary>
    public static LandmarkNoise Phone { get; } = new();

    /// <summary>Dim light, a small figure, a moving background: the middle of what is found on the internet.</summary>
    public static LandmarkNoise Poor { get; } = new() { Jitter = .006f, Wander = .018f, DepthBias = .05f, DepthGain = .2f };

    /// <summary>Deviation of the fast part across the line of sight, metres. Default: 0.003.</summary>
    public float Jitter { get; init; } = .003f;

    /// <summary>Deviation of the slow part across the line of sight, metres. Default: 0.01.</summary>
    public float Wander { get; init; } = .01f;

    /// <summary>How long the slow part remembers, seconds. Default: 0.3.</summary>
    public float WanderSeconds { get; init; } = .3f;

    /// <summary>By how much the fast part is larger along the line of sight. Default: 7.</summary>
    public float DepthJitter { get; init; } = 7;

    /// <summary>By how much the slow part is larger along the line of sight. Default: 4.</summary>
    public float DepthWander { get; init; } = 4;

    /// <summary>Deviation of a landmark's lasting error along the line of sight, metres. Default: 0.03.</summary>
    public float DepthBias { get; init; } = .03f;

    /// <summary>Deviation of the stretch or squeeze of all depth in a recording, as a share. Default: 0.12.</summary>
    public float DepthGain { get; init; } = .12f;

    /// <exception cref="ArgumentOutOfRangeException">A value is negative or not a number.</exception>
    internal void Validate()
    {
        if (!(Jitter >= 0 && Wander >= 0 && DepthJitter >= 0 && DepthWander >= 0 && DepthBias >= 0 && DepthGain is >= 0 and <= .25f && WanderSeconds > 0)
            || !float.IsFinite(Jitter + Wander + DepthJitter + DepthWander + DepthBias + WanderSeconds))
            throw new ArgumentOutOfRangeException(nameof(Jitter), "Noise must not be negative, its memory must be positive and the depth gain at most 0.25.");
    }
}
