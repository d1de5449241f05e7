using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>What a session counts, and how its inputs are held and sent.</summary>
public sealed record LiveSessionOptions
{
    private const int DefaultBytes = 8 * 1024 * 1024;

    // A set is cut at five minutes, and the world may be away for one more.
    private const int SecondsOfSet = 6 * 60;
    private const double FastestHz = 120;

    /// <summary>What is done first.</summary>
    public required string ExerciseId { get; init; }

    /// <summary>Whose session it is. Default: the caller's.</summary>
    public string? AthleteId { get; init; }

    /// <summary>How the landmarks are made. Where <see cref="CaptureHeader.CaptureEpochUs"/> is 0, the time of the start is taken.</summary>
    public required CaptureHeader Capture { get; init; }

    /// <summary>
    /// A UUID in lower case with hyphens. Default: a new one. An app that was killed gives the id of the session it had, with the same content, and goes
    /// on where the server stands; all its events come again. It need not remember the <see cref="CaptureHeader.CaptureEpochUs"/>: where that is 0, the
    /// session's own is taken. What the killed app had not sent is lost.
    /// </summary>
    public string? SessionId { get; init; }

    /// <summary>
    /// A plan of the athlete's that this session follows, as it is at the start. Which revision that was says <see cref="LiveSession.Plan"/>, and where the
    /// session stands in it <see cref="PersonalPT.Protocol.Plans.PlanFollower"/>. Default: none.
    /// </summary>
    public string? PlanId { get; init; }

    /// <summary>Let the server keep up to five minutes of landmarks in memory, so that a span of this session can be used as a demonstration.</summary>
    public bool HoldFramesForTeaching { get; init; }

    /// <summary>Let the server keep landmarks and controls of this session for as many days as it says. Only the athlete himself may; ask him first.</summary>
    public bool Record { get; init; }

    /// <summary>Send landmarks as 132 floats instead of the compact form: more than twice the bytes, no rounding.</summary>
    public bool FramesAsFloats { get; init; }

    /// <summary>How long an input may wait for others to travel with. 0 to 1 second. Default: 50 ms.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Inputs held until they are durable; beyond it the oldest goes, and <see cref="LiveSession.Loss"/> tells where the server had not got it. Up to a
    /// sixteenth more of this and of the other two bounds are held for what a stream is about to send. Default: 108,000, which is 15 minutes at 120 frames a
    /// second.
    /// </summary>
    public int MaxBufferedInputs { get; init; } = 108_000;

    /// <summary>
    /// Bytes held until they are durable; beyond it the oldest goes. At least 1 KiB. Default: 8 MiB, or six minutes of frames at the header's
    /// <see cref="CaptureHeader.NominalRateHz"/> where that is more (10.6 MB at 120 frames a second): a server that was restarted in the middle of a set needs
    /// the whole set again, and a set may last five minutes.
    /// </summary>
    public int? MaxBufferedBytes { get; init; }

    /// <summary>How long an input is held for which the server has not answered that it is durable. Default: 15 minutes.</summary>
    public TimeSpan MaxBufferedAge { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The bound of bytes: what was chosen, or what the frames to come need.</summary>
    internal int BufferedBytes =>
        MaxBufferedBytes ?? Math.Max(DefaultBytes, (int)(SecondsOfSet * Math.Clamp(Capture.NominalRateHz, 0, FastestHz)) * InputEncoding.FrameSize(FramesAsFloats));

    /// <summary>Says what is wrong, all of it at once.</summary>
    /// <exception cref="ArgumentException">Something is.</exception>
    internal void Validate()
    {
        var errors = new List<string>();
        if (string.IsNullOrEmpty(ExerciseId))
            errors.Add($"{nameof(ExerciseId)} is empty.");
        if (Capture is null)
            errors.Add($"{nameof(Capture)} is missing.");
        if (Linger < TimeSpan.Zero || Linger > TimeSpan.FromSeconds(1))
            errors.Add($"{nameof(Linger)} must be 0 to 1 second, not {Linger}.");
        if (MaxBufferedInputs < 1)
            errors.Add($"{nameof(MaxBufferedInputs)} must be at least 1, not {MaxBufferedInputs}.");
        if (MaxBufferedBytes is < 1024 or > 1 << 30)
            errors.Add($"{nameof(MaxBufferedBytes)} must be 1 KiB to 1 GiB, not {MaxBufferedBytes} bytes.");
        if (MaxBufferedAge <= TimeSpan.Zero)
            errors.Add($"{nameof(MaxBufferedAge)} must be more than 0, not {MaxBufferedAge}.");
        if (errors.Count > 0)
            throw new ArgumentException(string.Join(" ", errors));
    }
}
