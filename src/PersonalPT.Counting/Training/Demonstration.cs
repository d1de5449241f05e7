using System.Globalization;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Training;

/// <summary>One recording of somebody showing an exercise, as training works on it. Only a recording that may be learnt from becomes one.</summary>
internal sealed class Demonstration
{
    private const long LongestMicros = 5 * 60 * 1_000_000L;
    private const long ShortestMicros = 1_000_000;

    // A span's end may lie a little outside: pages round times, and phones stop between frames.
    private const long ToleranceMicros = 100_000;

    // Beyond this a feature is no angle and no distance in body sizes, but a skeleton whose limbs have no length.
    private const float LargestFeature = 1e4f;

    private readonly List<CapturedFrame> _persons;

    private Demonstration(IReadOnlyList<CapturedFrame> frames, List<CapturedFrame> persons, FeatureRows rows)
    {
        Frames = frames;
        _persons = persons;
        Rows = rows;
    }

    /// <summary>All frames, in the order of capture.</summary>
    public IReadOnlyList<CapturedFrame> Frames { get; }

    /// <summary>The frames that show a person.</summary>
    public IReadOnlyList<CapturedFrame> Persons => _persons;

    /// <summary>Smoothed rows of features.</summary>
    public FeatureRows Rows { get; }

    private long StartMicros => Frames[0].CaptureMicros;

    private long EndMicros => Frames[^1].CaptureMicros;

    /// <exception cref="DemonstrationRefusedException">It is too short or too long, or nobody is in it.</exception>
    public static Demonstration Of(IReadOnlyList<CapturedFrame> frames, CancellationToken ct)
    {
        var ordered = Ordered(frames);
        ct.ThrowIfCancellationRequested();
        var lasts = ordered.Count == 0 ? 0 : (Int128)ordered[^1].CaptureMicros - ordered[0].CaptureMicros;
        if (lasts > LongestMicros)
        {
            throw new DemonstrationRefusedException(
                RefusalReason.TooLong, "The demonstration is longer than five minutes: show fewer reps, or cut the recording around some of them.");
        }

        if (lasts < ShortestMicros - ToleranceMicros)
        {
            throw new DemonstrationRefusedException(
                RefusalReason.TooShort, "The demonstration is shorter than a second: film at least one whole rep, better three or more.");
        }

        var persons = ordered.Where(f => SkeletonFeatures.IsPerson(f.Landmarks.Span)).ToList();
        var rows = FeatureRows.Of(persons, smoothed: true);
        ct.ThrowIfCancellationRequested();
        if (rows.Count < CaptureTimeline.RowsPerSecond)
        {
            throw new DemonstrationRefusedException(
                RefusalReason.NoPerson,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A person was found in only {persons.Count} of {ordered.Count} frames: film the whole body in good light, from a little farther away."));
        }

        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var value in rows[i])
            {
                if (!(Math.Abs(value) <= LargestFeature))
                {
                    throw new DemonstrationRefusedException(
                        RefusalReason.NoPerson, "The skeletons have limbs without length: send the landmarks of a person, in units that are the same on all axes.");
                }
            }
        }

        return new Demonstration(ordered, persons, rows);
    }

    /// <summary>The rows of a labelled stretch.</summary>
    /// <param name="span">The stretch.</param>
    /// <param name="what">What it is called when it is refused ("Rep 2").</param>
    /// <exception cref="DemonstrationRefusedException">It lies outside the recording, or ends before it starts.</exception>
    public RowSpan RowsOf(CaptureSpan span, string what)
    {
        if (span.EndMicros <= span.StartMicros)
            throw BadLabels($"{what} ends before it starts: mark it from its start to its end.");
        if (span.StartMicros < (Int128)StartMicros - ToleranceMicros || span.EndMicros > (Int128)EndMicros + ToleranceMicros)
        {
            throw BadLabels(string.Create(
                CultureInfo.InvariantCulture,
                $"{what} ({Seconds(span.StartMicros):0.00} s to {Seconds(span.EndMicros):0.00} s) lies outside the recording, which is "
                + $"{Seconds(EndMicros):0.00} s long: mark it within the recording."));
        }

        return new RowSpan(Math.Max(Rows.RowAt(Math.Max(span.StartMicros, StartMicros)), 0), Math.Max(Rows.RowAt(Math.Min(span.EndMicros, EndMicros)), 0));
    }

    /// <summary>The skeleton that a row was made of, or the nearest one captured.</summary>
    public ReadOnlySpan<Landmark> SkeletonAt(int row)
    {
        var at = Rows.MicrosOf(row);
        int low = 0, high = _persons.Count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_persons[middle].CaptureMicros < at)
                low = middle + 1;
            else
                high = middle;
        }

        var earlier = Math.Max(low - 1, 0);
        var nearest = at - _persons[earlier].CaptureMicros < _persons[low].CaptureMicros - at ? earlier : low;
        return _persons[nearest].Landmarks.Span;
    }

    public static DemonstrationRefusedException BadLabels(string message) => new(RefusalReason.BadLabels, message);

    private double Seconds(long captureMicros) => (captureMicros - (double)StartMicros) / 1e6;

    /// <summary>Frames whose time does not go on are left out, as they are by the counter.</summary>
    private static List<CapturedFrame> Ordered(IReadOnlyList<CapturedFrame> frames)
    {
        var ordered = new List<CapturedFrame>(frames.Count);
        foreach (var frame in frames)
        {
            if (ordered.Count == 0 || frame.CaptureMicros > ordered[^1].CaptureMicros)
                ordered.Add(frame);
        }

        return ordered;
    }
}
