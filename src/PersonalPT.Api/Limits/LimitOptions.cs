namespace PersonalPT.Api.Limits;

/// <summary>How much one caller may ask for, and how much this server holds. Every limit is refused with RESOURCE_EXHAUSTED and a hint when to come again.</summary>
public sealed record LimitOptions
{
    // What a live session may cost at most, everything included; see docs/performance.
    private const long BytesPerSession = 256 * 1024;
    private const int MostByDefault = 20_000;

    /// <summary>Inputs a second that a phone may go on sending, twice the fastest camera. Beyond it the server reads no faster, so that flow control slows
    /// the phone; single calls are refused. A message without inputs counts as one. Default: 240.</summary>
    public int InputsPerSecond { get; init; } = 240;

    /// <summary>Inputs that a phone may send at once before that: a whole set at 120 frames a second, or 20 minutes at 30, which is what a phone that was cut
    /// off has to bring. Default: 36,000.</summary>
    public int InputBurst { get; init; } = 36_000;

    /// <summary>Streams that one caller may have open, of phones, watches and exports together. Default: 128, which is a screen that shows a hundred athletes.</summary>
    public int StreamsPerCaller { get; init; } = 128;

    /// <summary>Single calls a second that one caller may go on making. Default: 200.</summary>
    public int CallsPerSecond { get; init; } = 200;

    /// <summary>Single calls that one caller may make at once before that. Default: 1,000.</summary>
    public int CallBurst { get; init; } = 1000;

    /// <summary>Sessions of one athlete that may be live at a time. Default: 16.</summary>
    public int SessionsPerAthlete { get; init; } = 16;

    /// <summary>Sessions of one gym that may be live at a time. Default: 10,000.</summary>
    public int SessionsPerGym { get; init; } = 10_000;

    /// <summary>Sessions that this server holds in memory before it takes no new ones. Default: what fits into half of the memory that the process may use at
    /// 256 KB each, 20,000 at most.</summary>
    public int LiveSessions { get; init; } =
        (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / BytesPerSession, 1, MostByDefault);

    /// <summary>Sessions that may be beginning at the same moment: each takes some milliseconds where the server has time. Default: 32 a processor.</summary>
    public int SessionsBeginningAtOnce { get; init; } = 32 * Environment.ProcessorCount;

    /// <summary>Phones' streams that this server holds. Not less than <see cref="LiveSessions"/>, so that whoever has a session finds a place when he comes
    /// back. Default: null, a quarter more than that, for dead streams that were not noticed yet.</summary>
    public int? PhoneStreams { get; init; }

    /// <summary>Watchers' streams that this server holds. Default: null, as many as sessions.</summary>
    public int? WatchStreams { get; init; }

    /// <summary>The age of the newest frame when it reaches its counter (median of a second) beyond which the server takes no new sessions. Default: 250 ms,
    /// five times the linger.</summary>
    public TimeSpan FrameAge { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The time of a commit (median of a second) beyond which the server takes no new sessions. Default: 500 ms.</summary>
    public TimeSpan CommitTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long work waits for a thread (median of a second) beyond which the server takes no new sessions. Default: 250 ms.</summary>
    public TimeSpan ThreadWait { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long work waits for a thread (median of a second) from which on new sessions begin slowly, at twice that none, while what runs still keeps
    /// its latency; see docs/performance/load.md. Default: 25 ms.</summary>
    public TimeSpan ThreadStrain { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Sessions that begin in a second while they begin slowly. Default: 5.</summary>
    public int SessionsPerStrainedSecond { get; init; } = 5;

    /// <summary>Live sessions below which strain is not theirs, and changes nothing. Default: 64 a processor.</summary>
    public int SessionsWithoutStrain { get; init; } = 64 * Environment.ProcessorCount;

    /// <summary>Seconds in a row that must be bad before new sessions are refused. Default: 2.</summary>
    public int SecondsUntilOverloaded { get; init; } = 2;

    /// <summary>Seconds in a row that must be good, each signal at half of its limit or below, before new sessions are taken again. Default: 3.</summary>
    public int SecondsUntilCalm { get; init; } = 3;

    /// <summary>What someone is asked to wait who was refused because the server has too much to do; each gets up to as much again on top, so that they do not
    /// come back together. Default: 2 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a reader may leave unread what was sent to it before its stream is cut. Default: 30 s.</summary>
    public TimeSpan SlowReader { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Phones' streams that this server holds, by option or default.</summary>
    public int MostPhoneStreams => PhoneStreams ?? (int)Math.Min(int.MaxValue, LiveSessions * 5L / 4 + 1);

    /// <summary>Watchers' streams that this server holds, by option or default.</summary>
    public int MostWatchStreams => WatchStreams ?? LiveSessions;

    /// <summary>Everything that is wrong with the limits, each in plain words; empty where nothing is.</summary>
    public IReadOnlyList<string> FindErrors()
    {
        var errors = new List<string>();
        foreach (var (name, value) in new (string, int)[]
        {
            (nameof(InputsPerSecond), InputsPerSecond), (nameof(StreamsPerCaller), StreamsPerCaller), (nameof(CallsPerSecond), CallsPerSecond),
            (nameof(CallBurst), CallBurst), (nameof(SessionsPerAthlete), SessionsPerAthlete), (nameof(SessionsPerGym), SessionsPerGym),
            (nameof(LiveSessions), LiveSessions), (nameof(SecondsUntilOverloaded), SecondsUntilOverloaded), (nameof(SecondsUntilCalm), SecondsUntilCalm),
            (nameof(SessionsBeginningAtOnce), SessionsBeginningAtOnce), (nameof(SessionsPerStrainedSecond), SessionsPerStrainedSecond), (nameof(PhoneStreams), MostPhoneStreams), (nameof(WatchStreams), MostWatchStreams),
        })
        {
            if (value < 1)
                errors.Add($"Limits.{name} must be 1 or more, not {value}");
        }

        foreach (var (name, value) in new (string, TimeSpan)[]
        {
            (nameof(FrameAge), FrameAge), (nameof(CommitTime), CommitTime), (nameof(ThreadWait), ThreadWait), (nameof(ThreadStrain), ThreadStrain),
            (nameof(RetryAfter), RetryAfter),
            (nameof(SlowReader), SlowReader),
        })
        {
            if (value <= TimeSpan.Zero)
                errors.Add($"Limits.{name} must be more than nothing");
        }

        if (InputBurst < Wire.InputChecks.MaxInputs)
            errors.Add($"Limits.InputBurst must be {Wire.InputChecks.MaxInputs} or more, which is one message, not {InputBurst}");
        if (MostPhoneStreams < LiveSessions)
            errors.Add($"Limits.PhoneStreams must not be less than Limits.LiveSessions, {LiveSessions}, not {MostPhoneStreams}");
        return errors;
    }
}
