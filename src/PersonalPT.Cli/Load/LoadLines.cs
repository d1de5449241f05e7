using PersonalPT.Cli.Demo;

namespace PersonalPT.Cli.Load;

/// <summary>What a load run found.</summary>
internal sealed record LoadLine
{
    public required int Phones { get; init; }

    public required int Fps { get; init; }

    public required int Seconds { get; init; }

    public required int FramesPerMessage { get; init; }

    public required int PhonesPerConnection { get; init; }

    /// <summary>Frames that sessions took, a second of the measured window.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>Reps that arrived at phones, from beginning to end.</summary>
    public required int Reps { get; init; }

    /// <summary>Reps that the library's counter finds in the same inputs.</summary>
    public required int ExpectedReps { get; init; }

    public required int Lost { get; init; }

    public required int Doubled { get; init; }

    public required LoadLatencyLine EventLatencyMs { get; init; }

    /// <summary>How often a phone was refused before it could start: each waited as it was told and came again.</summary>
    public required int RefusedStarts { get; init; }

    /// <summary>The server's processor time a frame, over the sink's with one frame a message.</summary>
    public required double CpuPerFrameOverSink { get; init; }

    public required double ServerCpuUsPerFrame { get; init; }

    /// <summary>With one frame a message.</summary>
    public required double SinkCpuUsPerFrame { get; init; }

    /// <summary>With as many frames a message as the server got.</summary>
    public required double SinkCpuUsPerFrameSameMessages { get; init; }

    public required double GeneratorCpuUsPerFrame { get; init; }

    /// <summary>Processors that the server kept busy.</summary>
    public required double ServerCores { get; init; }

    public required double GeneratorCores { get; init; }

    /// <summary>Phones that one processor could serve at this cost.</summary>
    public required double PhonesPerServerCore { get; init; }

    /// <summary>Growth of the server's physical memory from before the first session to the end of the window, over the number of sessions.</summary>
    public required long BytesPerSession { get; init; }

    public required long ServerBytes { get; init; }

    /// <summary>Everything that the server allocated within the window, over the batches that sessions took.</summary>
    public required double BytesAllocatedPerBatch { get; init; }

    public required double FramesPerBatch { get; init; }
}

/// <summary>Milliseconds from the moment at which a rep's last frame was due to be sent to the rep's arrival at the phone.</summary>
internal sealed record LoadLatencyLine(double P50, double P99, double P999, double Max)
{
    public static LoadLatencyLine Of(IReadOnlyCollection<double> milliseconds)
    {
        return new LoadLatencyLine(At(.5), At(.99), At(.999), At(1));

        double At(double share) => Math.Round(Percentile.Of(milliseconds, share), 1);
    }
}

/// <summary>What the generator saw.</summary>
internal sealed record GeneratorLine(
    long FramesInWindow,
    int ExpectedReps,
    int Reps,
    int Lost,
    int Doubled,
    int MeasuredReps,
    LoadLatencyLine EventLatencyMs,
    int RefusedStarts,
    int FailedPhones,
    string? FirstFailure);

/// <summary>What the generator saw of a rush. Latencies are those of the phones that were there all the time.</summary>
internal sealed record RushLine(
    LoadLatencyLine Before,
    LoadLatencyLine During,
    LoadLatencyLine After,
    double SecondsToNormal,
    int Surplus,
    int SurplusAdmitted,
    int Refusals,
    IReadOnlyDictionary<string, int> RefusalReasons,
    int RefusalsWithRetryHint,
    int OtherFailures,
    int SurplusBrokenOff,
    double? SecondsToAdmission,
    int ExpectedReps,
    int Lost,
    int Doubled,
    int Gaps,
    int FailedPhones,
    string? FirstFailure);

/// <summary>What an overload run found.</summary>
internal sealed record OverloadLine(int Phones, int Fps, int Seconds, int FramesPerMessage, RushLine Rush, long ServerBytesBefore, long ServerBytesMost, long ServerBytesAfter);

/// <summary>What the generator saw of a group session.</summary>
/// <param name="ExpectedReps">Reps that the library's counter finds in the same inputs.</param>
/// <param name="Reps">Reps of the group's results.</param>
/// <param name="Lost">Reps that a phone, the results or any watcher's board was short of.</param>
/// <param name="Doubled">Reps that one of them had beyond those.</param>
/// <param name="TakenBack">Reps that stood on a board and did not on a later one.</param>
/// <param name="BoardsPerSecond">Boards that a watcher got a second, until the group ended.</param>
/// <param name="MeasuredReps">Reps of the window times watchers.</param>
/// <param name="Cues">Cues that a coach sent within the window.</param>
/// <param name="CuesLost">Those that never came to their phone.</param>
/// <param name="CueLatencyMs">From the coach's call to the cue's arrival at the phone.</param>
/// <param name="BoardLatencyMs">From a rep's being written down to its standing on a watcher's board.</param>
/// <param name="EventLatencyMs">From the moment at which a rep's last frame was due to be sent to the rep's arrival at the phone.</param>
/// <param name="Failed">Phones and watchers that did not get to their end.</param>
/// <param name="FirstFailure">Why one of them did not.</param>
internal sealed record GroupGeneratorLine(
    int ExpectedReps,
    int Reps,
    int Lost,
    int Doubled,
    int TakenBack,
    double BoardsPerSecond,
    int MeasuredReps,
    int Cues,
    int CuesLost,
    LoadLatencyLine CueLatencyMs,
    LoadLatencyLine BoardLatencyMs,
    LoadLatencyLine EventLatencyMs,
    int Failed,
    string? FirstFailure);

/// <summary>What a load run of a group session found; see <see cref="GroupGeneratorLine"/>.</summary>
internal sealed record GroupLoadLine(
    int Participants,
    int Watchers,
    int Fps,
    int Seconds,
    int FramesPerMessage,
    int ExpectedReps,
    int Reps,
    int Lost,
    int Doubled,
    int TakenBack,
    int MeasuredReps,
    double BoardsPerSecond,
    int Cues,
    int CuesLost,
    LoadLatencyLine CueLatencyMs,
    LoadLatencyLine BoardLatencyMs,
    LoadLatencyLine EventLatencyMs,
    double ServerCores,
    long ServerBytes);
