using PersonalPT.Counting;

namespace PersonalPT.Storage.Schema;

/// <summary>A set, as the log tells it.</summary>
internal sealed class SetRow
{
    public required string GymId { get; init; }

    public required string SessionId { get; init; }

    public required int SetNumber { get; init; }

    /// <summary>Whose model counted it; empty: the gym's catalog.</summary>
    public required string ModelAthleteId { get; init; }

    public required string ExerciseId { get; init; }

    public required int ModelVersion { get; init; }

    public required long StartMicros { get; init; }

    public long? EndMicros { get; init; }

    public SetEndReason? EndReason { get; init; }

    public int? FinalVote { get; init; }

    public List<RepRow> Reps { get; } = [];
}
