namespace PersonalPT.Athletes.Cameras;

/// <summary>
/// How far MediaPipe's landmarks are from the truth. Three parts, each larger along z and where a landmark is hidden: one that belongs to the pose
/// and comes back with it, because the same picture is misread in the same way; one that wanders while the athlete moves and nearly stays while
/// nothing moves; and jitter from frame to frame.
/// </summary>
/// <remarks>
/// The sizes follow recordings of people exercising. In their stillest second landmarks spread by 2 mm across and 16 mm along the line of sight in
/// the best tenth of them, by 5 and 28 mm in the best quarter; jitter there is 0.4 and 6 mm, 1 and 15 mm. How much the pose misleads shows in the
/// legs of people who move only their arms.
/// </remarks>
public sealed record LandmarkNoise
{
    /// <summary>The truth itself.</summary>
    public static LandmarkNoise None { get; } = new() { Jitter = 0, Wander = 0, Misreading = 0, DepthGain = 0 };

    /// <summary>Good light, the whole body well in the picture: the best tenth of recordings.</summary>
    public static LandmarkNoise Good { get; } = new() { Jitter = .0006f, Wander = .006f, Misreading = .016f, DepthGain = .05f };

    /// <summary>A phone in a gym: the best quarter of recordings.</summary>
    public static LandmarkNoise Phone { get; } = new();

    /// <summary>Dim light, a small figure, a moving background: the middle of what is found on the internet.</summary>
    public static LandmarkNoise Poor { get; } = new() { Jitter = .0025f, Wander = .02f, Misreading = .03f, DepthJitter = 11, DepthGain = .2f };

    /// <summary>Deviation of the part that belongs to the pose, across the line of sight, metres. Default: 0.02.</summary>
    public float Misreading { get; init; } = .02f;

    /// <summary>Deviation of the fast part across the line of sight, metres. Default: 0.001.</summary>
    public float Jitter { get; init; } = .001f;

    /// <summary>Deviation of the slow part across the line of sight, metres. Default: 0.01.</summary>
    public float Wander { get; init; } = .01f;

    /// <summary>Metres of the athlete's movement after which the slow part has forgotten most of what it was. Default: 0.25.</summary>
    public float WanderMetres { get; init; } = .25f;

    /// <summary>Seconds after which it has done so while nothing moves. Default: 10.</summary>
    public float WanderSeconds { get; init; } = 10;

    /// <summary>By how much the fast part is larger along the line of sight. Default: 10.</summary>
    public float DepthJitter { get; init; } = 10;

    /// <summary>By how much the other two parts are larger along the line of sight. Default: 5.</summary>
    public float DepthError { get; init; } = 5;

    /// <summary>Deviation of the stretch or squeeze of all depth in a recording, as a share. Default: 0.12.</summary>
    public float DepthGain { get; init; } = .12f;

    /// <exception cref="ArgumentOutOfRangeException">A value is negative or not a number.</exception>
    internal void Validate()
    {
        if (!(Jitter >= 0 && Wander >= 0 && DepthJitter >= 0 && DepthError >= 0 && Misreading >= 0 && DepthGain is >= 0 and <= .25f
            && WanderSeconds > 0 && WanderMetres > 0)
            || !float.IsFinite(Jitter + Wander + DepthJitter + DepthError + Misreading + WanderSeconds + WanderMetres))
            throw new ArgumentOutOfRangeException(nameof(Jitter), "Noise must not be negative, its memory must be positive and the depth gain at most 0.25.");
    }
}
