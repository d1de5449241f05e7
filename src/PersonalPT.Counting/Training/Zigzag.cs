namespace PersonalPT.Counting.Training;

/// <summary>A rep found in a signal, as rows: from low over high to low.</summary>
internal readonly record struct Cycle(int Start, int Peak, int End);

/// <summary>Turning points of a signal, and the cycles between them.</summary>
internal static class Zigzag
{
    // A cycle starts and ends where it has left, or reached, this share of its rise or fall: people stand before and after a rep.
    private const double Trim = .15;
    private const int LeastRows = 6;

    /// <summary>Cycles whose rise and fall are at least a step each.</summary>
    public static List<Cycle> Cycles(ReadOnlySpan<double> signal, double step)
    {
        var turns = Turns(signal, step);
        var cycles = new List<Cycle>();
        for (var k = 1; k + 1 < turns.Count; k++)
        {
            if (!turns[k].IsPeak)
                continue;
            var cycle = Trimmed(signal, new Cycle(turns[k - 1].Row, turns[k].Row, turns[k + 1].Row));
            if (cycle.End - cycle.Start >= LeastRows)
                cycles.Add(cycle);
        }

        return cycles;
    }

    /// <summary>The moving part of a cycle.</summary>
    public static Cycle Trimmed(ReadOnlySpan<double> signal, Cycle cycle)
    {
        var (first, peak, last) = cycle;
        int start = peak, end = peak;
        while (start > first && signal[start] > signal[first] + Trim * (signal[peak] - signal[first]))
            start--;
        while (end < last && signal[end] > signal[last] + Trim * (signal[peak] - signal[last]))
            end++;
        return new Cycle(start, peak, end);
    }

    /// <summary>Peaks and valleys in turn; every move between two of them is at least a step.</summary>
    private static List<(int Row, bool IsPeak)> Turns(ReadOnlySpan<double> signal, double step)
    {
        var turns = new List<(int Row, bool IsPeak)>();
        int heading = 0, low = 0, high = 0;
        for (var i = 0; i < signal.Length; i++)
        {
            if (signal[i] < signal[low])
                low = i;
            if (signal[i] > signal[high])
                high = i;
            if (heading <= 0 && signal[i] > signal[low] + step)
            {
                turns.Add((low, false));
                (heading, high) = (1, i);
            }
            else if (heading >= 0 && signal[i] < signal[high] - step)
            {
                turns.Add((high, true));
                (heading, low) = (-1, i);
            }
        }

        if (heading != 0)
            turns.Add(heading > 0 ? (high, true) : (low, false));
        return turns;
    }
}
