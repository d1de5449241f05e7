namespace PersonalPT.Storage.Schema;

/// <summary>A session: who may write to it, how far its log goes and where its counter can be rebuilt from.</summary>
internal sealed class SessionRow
{
    public required string GymId { get; init; }

    public required string SessionId { get; init; }

    public required string AthleteId { get; init; }

    public required int CoordinateSpace { get; init; }

    public required double ImageAspect { get; init; }

    public required int LandmarkModel { get; init; }

    public required double NominalRateHz { get; init; }

    public required long CaptureEpochMicros { get; init; }

    public required string CaptureSource { get; init; }

    public required bool HoldFramesForTeaching { get; init; }

    /// <summary>What comes in is recorded; no more once the recording was deleted.</summary>
    public required bool IsRecorded { get; init; }

    /// <summary>The claim that may write; 0 where none was made.</summary>
    public required long Epoch { get; init; }

    public required long LastEventSeq { get; init; }

    public required long PointInputSeq { get; init; }

    public required int PointSetNumber { get; init; }

    public required string PointModelAthleteId { get; init; }

    public required string PointExerciseId { get; init; }

    public required int PointModelVersion { get; init; }

    public required string PointSettings { get; init; }

    public required int PointCounterVersion { get; init; }

    public required bool PointPaused { get; init; }

    public required long StartedMicros { get; init; }

    public long? EndedMicros { get; init; }

    public required long LastWrittenMicros { get; init; }

    /// <summary>The plan that it was started by, one of the athlete's; null: none.</summary>
    public string? PlanId { get; init; }

    public int? PlanRevision { get; init; }

    /// <summary>The phones that it has had, the newest last: a list as JSON; null: none yet.</summary>
    public string? Phones { get; init; }

    public List<SetRow> Sets { get; } = [];
}
