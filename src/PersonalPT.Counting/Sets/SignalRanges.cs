namespace PersonalPT.Counting.Sets;

/// <summary>The range of movement of each signal, from the stored rows of a set.</summary>
internal static class SignalRanges
{
    /// <summary>Over the first rows of the head, for some signals.</summary>
    /// <param name="head">The rows.</param>
    /// <param name="rows">How many of them.</param>
    /// <param name="replay">A filter to run over them.</param>
    /// <param name="firstSignal">The signal that the first range is for.</param>
    /// <param name="ranges">The ranges; lanes beyond the last signal are left alone.</param>
    public static void OfHead(ProjectionHead head, int rows, SignalFilter replay, int firstSignal, Span<float> ranges)
    {
        var signals = Math.Min(ranges.Length, CandidateLayout.Signals - firstSignal);
        const int Most = ProjectionHead.Rows / MovementRange.Thinning;
        var count = MovementRange.Samples(rows);
        Span<float> samples = stackalloc float[Most * CandidateLayout.Signals];

        // Thinned from the last row back.
        var next = (rows - 1) % MovementRange.Thinning;
        for (int row = 0, k = 0; row < rows; row++)
        {
            if (row == 0)
                replay.Start(head[row]);
            else
                replay.Advance(head[row]);
            if (row != next)
                continue;

            var values = replay.Values.Slice(firstSignal, signals);
            for (var s = 0; s < values.Length; s++)
                samples[s * Most + k] = values[s];
            k++;
            next += MovementRange.Thinning;
        }

        for (var s = 0; s < signals; s++)
            ranges[s] = MovementRange.Of(samples.Slice(s * Most, count), rows);
    }

    /// <summary>Over the last rows of the set, for some signals.</summary>
    /// <param name="memory">Holds every fourth row.</param>
    /// <param name="rows">Rows to look back on.</param>
    /// <param name="firstSignal">The signal that the first range is for.</param>
    /// <param name="ranges">The ranges.</param>
    public static void OfMemory(SetMemory memory, int rows, int firstSignal, Span<float> ranges)
    {
        Span<float> samples = stackalloc float[rows / MovementRange.Thinning];
        for (var s = 0; s < ranges.Length; s++)
        {
            var count = memory.CopyThin(firstSignal + s, samples);
            ranges[s] = MovementRange.Of(samples[..count], rows);
        }
    }
}
