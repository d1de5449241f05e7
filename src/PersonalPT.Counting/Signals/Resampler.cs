using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Signals;

/// <summary>
/// Turns skeletons at any rate into rows at 30 Hz. The grid starts at the first skeleton; one that is captured within 2 ms of a grid point is taken
/// as it is, so that 30 frames a second pass unchanged, and between two skeletons landmarks move in straight lines. A hole of more than nine
/// intervals is left out: the grid starts anew behind it and the rows go on.
/// </summary>
/// <remarks>One <see cref="Add"/> gives up to nine rows, which are taken with <see cref="TryTake"/> until it returns false.</remarks>
internal sealed class Resampler
{
    /// <summary>Grid intervals that are bridged by a straight line: eight lost frames.</summary>
    public const int LongestBridge = 9;

    private const long ToleranceMicros = 2_000;

    private readonly Landmark[] _previous = new Landmark[Skeleton.LandmarkCount];
    private readonly Landmark[] _current = new Landmark[Skeleton.LandmarkCount];
    private bool _any;
    private long _previousMicros;
    private long _currentMicros;
    private long _anchorMicros;
    private int _next;

    public CaptureTimeline Timeline { get; } = new();

    /// <summary>Rows taken so far.</summary>
    public int Rows { get; private set; }

    public void Clear()
    {
        _any = false;
        Rows = 0;
        Timeline.Clear();
    }

    /// <summary>The next skeleton; all rows before it must have been taken, and its capture time must be later than the last one's.</summary>
    public void Add(long captureMicros, ReadOnlySpan<Landmark> landmarks)
    {
        _current.CopyTo(_previous, 0);
        _previousMicros = _currentMicros;
        landmarks.CopyTo(_current);
        _currentMicros = captureMicros;

        if (_any && captureMicros - _previousMicros <= CaptureTimeline.ToMicros(LongestBridge) + ToleranceMicros)
            return;

        _any = true;
        _anchorMicros = captureMicros;
        _next = 0;
        Timeline.Anchor(Rows, captureMicros);
    }

    /// <summary>Takes the next row that the skeletons added so far determine.</summary>
    public bool TryTake(Span<Landmark> row)
    {
        if (!_any)
            return false;

        var due = _anchorMicros + CaptureTimeline.ToMicros(_next);
        if (due > _currentMicros + ToleranceMicros)
            return false;

        if (due >= _currentMicros - ToleranceMicros)
            _current.CopyTo(row);
        else
            Interpolate((float)((double)(due - _previousMicros) / (_currentMicros - _previousMicros)), row);

        _next++;
        Rows++;
        return true;
    }

    private void Interpolate(float share, Span<Landmark> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            ref readonly var a = ref _previous[i];
            ref readonly var b = ref _current[i];
            row[i] = new Landmark(
                a.X + share * (b.X - a.X), a.Y + share * (b.Y - a.Y), a.Z + share * (b.Z - a.Z), a.Visibility + share * (b.Visibility - a.Visibility));
        }
    }
}
