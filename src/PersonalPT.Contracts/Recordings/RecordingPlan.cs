using PersonalPT.Contracts.Storage;

namespace PersonalPT.Contracts.Recordings;

/// <summary>
/// Which inputs of a recording are read from which chunk. A session that was rebuilt took some inputs twice; of each the one counts that the highest claim
/// took, for that one's count is in the log.
/// </summary>
public static class RecordingPlan
{
    /// <summary>The stretches, in the order of inputs; no input is in two of them.</summary>
    public static IReadOnlyList<RecordedStretch> Of(IEnumerable<ChunkSpan> chunks)
    {
        var plan = new SortedList<long, RecordedStretch>();
        foreach (var chunk in chunks.OrderByDescending(c => c.Claim).ThenBy(c => c.FirstInputSeq))
        {
            var from = chunk.FirstInputSeq;
            foreach (var taken in Overlapping(plan, chunk))
            {
                if (from < taken.FirstInputSeq)
                    plan.Add(from, new RecordedStretch(chunk, from, taken.FirstInputSeq - 1));
                from = Math.Max(from, taken.LastInputSeq + 1);
            }

            if (from <= chunk.LastInputSeq)
                plan.Add(from, new RecordedStretch(chunk, from, chunk.LastInputSeq));
        }

        return [.. plan.Values];
    }

    /// <summary>Where inputs are missing, between the first and the last that are there, and before the first.</summary>
    public static IReadOnlyList<RecordingGap> Gaps(IReadOnlyList<RecordedStretch> plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var gaps = new List<RecordingGap>();
        var next = 1L;
        foreach (var stretch in plan)
        {
            if (stretch.FirstInputSeq > next)
                gaps.Add(new RecordingGap(next, stretch.FirstInputSeq));
            next = stretch.LastInputSeq + 1;
        }

        return gaps;
    }

    private static RecordedStretch[] Overlapping(SortedList<long, RecordedStretch> plan, ChunkSpan chunk) =>
        [.. plan.Values.Where(taken => taken.FirstInputSeq <= chunk.LastInputSeq && taken.LastInputSeq >= chunk.FirstInputSeq)];
}

/// <summary>A stretch of inputs that is read from one chunk.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="FirstInputSeq">Number of the first input.</param>
/// <param name="LastInputSeq">Number of the last input.</param>
public sealed record RecordedStretch(ChunkSpan Chunk, long FirstInputSeq, long LastInputSeq);

/// <summary>Inputs that are not in a recording.</summary>
/// <param name="FirstMissingInputSeq">The first that is missing.</param>
/// <param name="NextInputSeq">The first that is there again.</param>
public sealed record RecordingGap(long FirstMissingInputSeq, long NextInputSeq)
{
    /// <summary>Capture time of the input before, microseconds since the Unix epoch; null where there is none.</summary>
    public long? StartMicros { get; init; }

    /// <summary>Capture time of the input behind, microseconds since the Unix epoch; null where that was not looked up.</summary>
    public long? EndMicros { get; init; }
}
