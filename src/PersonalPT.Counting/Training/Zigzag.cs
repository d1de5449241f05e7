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
            int before = turns[k - 1].Row, peak = turns[k].Row, after = turns[k + 1].Row;
            int start = peak, end = peak;
            while (start > before && signal[start] > signal[before] + Trim * (signal[peak] - signal[before]))
                start--;
            while (end < after && signal[end] > signal[after] + Trim * (signal[peak] - signal[after]))
                end++;
            if (end - start >= LeastRows)
                cycles.Add(new Cycle(start, peak, end));
        }

        return cycles;
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
