namespace PersonalPT.Contracts.Sessions;

/// <summary>What people have said about a set, as it stands after all changes. Of each thing the last word counts, whoever said it.</summary>
/// <param name="CorrectedReps">How many reps it had; null: as counted.</param>
/// <param name="LoadGrams">The load; null: none was noted.</param>
/// <param name="RpeHalves">The effort in half steps; null: none was noted.</param>
/// <param name="Note">A text; null: there is none.</param>
public sealed record SetDetails(Said<int>? CorrectedReps, Said<int>? LoadGrams, Said<int>? RpeHalves, Said<string>? Note)
{
    private const double GramsOfKilogram = 1000;
    private const double HalvesOfStep = 2;

    /// <summary>Nobody has said anything.</summary>
    public static SetDetails None { get; } = new(null, null, null, null);

    /// <summary>The load in kilograms.</summary>
    public double? LoadKilograms => LoadGrams is { } load ? load.Value / GramsOfKilogram : null;

    /// <summary>The effort, 1 to 10 in steps of a half.</summary>
    public double? Rpe => RpeHalves is { } effort ? effort.Value / HalvesOfStep : null;

    /// <summary>How a set stands.</summary>
    /// <param name="changes">All that was said about it, in order.</param>
    public static SetDetails Of(IReadOnlyList<RecordedSetChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var details = None;
        foreach (var (change, atMicros, _) in changes)
        {
            details = change switch
            {
                SetCorrected corrected => details with { CorrectedReps = Say(corrected.Reps) },
                SetAnnotated noted => details with
                {
                    LoadGrams = Say(noted.LoadGrams) ?? Kept(SetAnnotationParts.Load, details.LoadGrams),
                    RpeHalves = Say(noted.RpeHalves) ?? Kept(SetAnnotationParts.Rpe, details.RpeHalves),
                    Note = noted.Note is { } note ? new Said<string>(note, noted.AuthorId, atMicros) : Kept(SetAnnotationParts.Note, details.Note),
                },
                _ => throw new ArgumentOutOfRangeException(nameof(changes), change.GetType().Name, "No such change is known."),
            };

            Said<int>? Say(int? value) => value is { } said ? new Said<int>(said, change.AuthorId, atMicros) : null;

            T? Kept<T>(SetAnnotationParts part, T? before)
                where T : struct => change is SetAnnotated noted && noted.Removed.HasFlag(part) ? null : before;
        }

        return details;
    }
}

/// <summary>Something that somebody said.</summary>
/// <param name="Value">What.</param>
/// <param name="AuthorId">Who.</param>
/// <param name="AtMicros">When, microseconds since the Unix epoch by the server's clock.</param>
public readonly record struct Said<T>(T Value, string AuthorId, long AtMicros);
