namespace PersonalPT.Counting.Signals;

/// <summary>Where in capture time each row of a fixed 30 Hz grid lies. The grid starts anew after each hole.</summary>
internal sealed class CaptureTimeline
{
    /// <summary>Rows a second. All constants of counting that are in rows were measured at this rate.</summary>
    public const int RowsPerSecond = 30;

    /// <summary>The last capture time that is taken seriously, the end of year 9999; the first one is the Unix epoch.</summary>
    public const long LatestMicros = 253_402_300_799_999_999;

    private Segment[] _segments = new Segment[4];
    private int _count;

    public static long ToMicros(int rows) => (rows * 1_000_000L + RowsPerSecond / 2) / RowsPerSecond;

    public void Clear() => _count = 0;

    /// <summary>The grid starts anew: <paramref name="row"/> is at <paramref name="captureMicros"/>.</summary>
    public void Anchor(int row, long captureMicros)
    {
        if (_count == _segments.Length)
            Array.Resize(ref _segments, 2 * _count);

        _segments[_count++] = new Segment(row, captureMicros);
    }

    /// <summary>Capture time of a row, microseconds since the Unix epoch; rows before the first one lie at the first one.</summary>
    public long MicrosOf(int row)
    {
        int low = 0, high = _count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_segments[middle].FirstRow <= row)
                low = middle;
            else
                high = middle - 1;
        }

        var segment = _segments[low];
        return segment.CaptureMicros + ToMicros(Math.Max(row - segment.FirstRow, 0));
    }

    private readonly record struct Segment(int FirstRow, long CaptureMicros);
}
