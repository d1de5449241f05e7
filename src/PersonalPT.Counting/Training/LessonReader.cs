using System.Globalization;
using PersonalPT.Counting.Signals;

namespace PersonalPT.Counting.Training;

/// <summary>Reads a lesson out of a demonstration and what the coach said about it.</summary>
internal sealed class LessonReader(Demonstration demonstration, Func<CycleLabels, OwnReps> countOwn)
{
    private const int MostReps = 1000;
    private const long ShortestRepMicros = 200_000;

    // A labelled rep is learnt from where the person is seen in most of it.
    private const double LeastShareSeen = .6;
    private const int LeastRows = 6;

    private readonly FeatureRows _rows = demonstration.Rows;

    /// <exception cref="DemonstrationRefusedException">The labels contradict the recording or themselves, or no movement was found.</exception>
    public Lesson Read(DemonstrationLabels labels, bool swapPoses, CancellationToken ct) => labels switch
    {
        DemonstrationLabels.RepSpans spans => Read(spans).SwappedIf(swapPoses, _rows),
        DemonstrationLabels.StateSpans spans => Read(spans).SwappedIf(swapPoses, _rows),
        DemonstrationLabels.RepCount { Count: >= 1 and <= MostReps } given => Find(given.Count, swapPoses, ct),
        DemonstrationLabels.RepCount given => throw Demonstration.BadLabels(
            string.Create(CultureInfo.InvariantCulture, $"A demonstration has 1 to {MostReps} reps, not {given.Count}: give their number, or none.")),
        DemonstrationLabels.Unlabelled => Find(null, swapPoses, ct),
        _ => throw new ArgumentOutOfRangeException(nameof(labels)),
    };

    private Lesson Find(int? count, bool swapPoses, CancellationToken ct)
    {
        if (RepFinder.Find(_rows, count, Label, countOwn, ct) is not { } found)
        {
            throw new DemonstrationRefusedException(
                RefusalReason.NoMovement,
                count is null or 1
                    ? "No movement back and forth was found: film the whole movement, a few times over, from start to end."
                    : string.Create(
                        CultureInfo.InvariantCulture, $"{count} reps were not found: check the number, mark the reps by hand, or film again."));
        }

        // A single rep is taken as it was found: from peak to peak there would be none.
        var lesson = Refined(found, count);
        var reversed = lesson.RestSide < 0 && found.Cycles.Count > 1;
        if (reversed != swapPoses)
        {
            // The peaks are the rest. What was found are the ways between the reps, so the reps are looked for once more, now that the states are known.
            var again = RepFinder.FindAlong(_rows, lesson.States.Exchanged(), count, Label, countOwn, ct);
            var other = again is null ? null : Refined(again, count);
            lesson = other is not null && (swapPoses || other.RestSide >= 0) ? other : lesson.Swapped(_rows, count);
        }

        return swapPoses ? lesson with { PoseConfidence = double.PositiveInfinity } : lesson;
    }

    private CycleLabels Label(IReadOnlyList<Cycle> cycles) => CycleLabels.Of(_rows, [.. cycles.Select(c => new RowSpan(c.Start, c.End))]);

    /// <summary>
    /// What was found is good enough for a model to find all reps with, and to see better where they start and end: the reps that this model counts
    /// in its own demonstration are what is learnt.
    /// </summary>
    private Lesson Refined(FoundReps found, int? count)
    {
        var own = countOwn(found.States);
        var along = RestSide.Along(_rows, RestSide.Difference(_rows, found.States));
        // What an athlete has seen is never taken back, what is learnt from is: where the vote of the whole recording is lower, the smallest are left out.
        var counted = own.Reps
            .Select(r => new Cycle(Lesson.RowOf(_rows, r.StartMicros), Lesson.RowOf(_rows, r.PeakMicros), Lesson.RowOf(_rows, r.EndMicros)))
            .Where(c => c.End - c.Start >= LeastRows)
            .OrderByDescending(c => 2 * along[c.Peak] - along[c.Start] - along[c.End])
            .Take(own.Count)
            .OrderBy(c => c.Peak);
        var cycles = new List<Cycle>();
        foreach (var cycle in counted)
        {
            if (cycles.Count == 0 || cycle.Start >= cycles[^1].Peak)
                cycles.Add(cycle);
        }

        return cycles.Count < Math.Min(found.Cycles.Count, 2) ? LessonOf(found.Cycles, found.States, count) : LessonOf(cycles, Label(cycles), count);
    }

    private Lesson LessonOf(IReadOnlyList<Cycle> cycles, CycleLabels states, int? count)
    {
        var side = RestSide.Of(_rows, cycles, states);
        // People stand before and after a rep; that is learnt as rest, but it is no part of the rep.
        var along = RestSide.Along(_rows, RestSide.Difference(_rows, states));
        Rep[] reps = [.. cycles.Select(c => Lesson.RepOf(_rows, Zigzag.Trimmed(along, c)))];
        return new Lesson(cycles, reps, states, Math.Abs(side)) { RestSide = side, ExpectedReps = count ?? cycles.Count };
    }

    private Lesson Read(DemonstrationLabels.RepSpans labels)
    {
        var spans = Checked(labels.Reps, "rep");
        var seen = new List<(CaptureSpan Span, RowSpan Rows)>();
        var warnings = new List<TrainingWarning>();
        for (var i = 0; i < spans.Count; i++)
        {
            var rows = demonstration.RowsOf(spans[i], $"Rep {i + 1}");
            var lasts = spans[i].EndMicros - spans[i].StartMicros;
            if (lasts < ShortestRepMicros)
                throw Demonstration.BadLabels($"Rep {i + 1} is shorter than a fifth of a second: mark it from its start to its end.");
            if (rows.Last - rows.First >= LeastRows - 1 && CaptureTimeline.ToMicros(rows.Last - rows.First) >= LeastShareSeen * lasts)
                seen.Add((spans[i], rows));
            else
                warnings.Add(new TrainingWarning("rep_not_seen", $"rep {i + 1} was left out: the person is not seen in most of it"));
        }

        if (seen.Count == 0)
            throw new DemonstrationRefusedException(RefusalReason.NoPerson, "The person is not seen in most of any marked rep: film again, or mark others.");

        var states = CycleLabels.Of(_rows, [.. seen.Select(s => s.Rows)]);
        Cycle[] cycles = [.. seen.Select(s => new Cycle(s.Rows.First, Lesson.Deepest(_rows, states, s.Rows.First, s.Rows.Last), s.Rows.Last))];
        return new Lesson(cycles, [.. seen.Zip(cycles, (s, c) => Within(s.Span, c))], states, double.PositiveInfinity)
        {
            ExpectedReps = spans.Count,
            Warnings = warnings,
        };
    }

    private Lesson Read(DemonstrationLabels.StateSpans labels)
    {
        var active = Checked(labels.Active, "stretch in State A");
        var rest = Checked(labels.Rest, "stretch in State R");
        Checked([.. active, .. rest], "stretch");
        var states = new CycleLabels(Rows(active, "State A"), Rows(rest, "State R"));
        var spans = active.Select((a, i) => Around(a, i == 0 ? null : active[i - 1], i + 1 == active.Count ? null : active[i + 1], rest)).ToArray();
        Cycle[] cycles =
        [
            .. spans.Zip(active, (span, a) =>
            {
                var (whole, deep) = (demonstration.RowsOf(span, "A rep"), demonstration.RowsOf(a, "State A"));
                return new Cycle(whole.First, Lesson.Deepest(_rows, states, deep.First, deep.Last), whole.Last);
            }),
        ];
        return new Lesson(cycles, [.. spans.Zip(cycles, Within)], states, double.PositiveInfinity) { ExpectedReps = active.Count };
    }

    /// <summary>A rep around a stretch in State A: out to the rests on both sides of it, where there are any before the next rep.</summary>
    private static CaptureSpan Around(CaptureSpan active, CaptureSpan? before, CaptureSpan? after, IReadOnlyList<CaptureSpan> rests)
    {
        long start = active.StartMicros, end = active.EndMicros;
        foreach (var rest in rests)
        {
            if (rest.EndMicros <= active.StartMicros && rest.EndMicros >= (before?.EndMicros ?? long.MinValue))
                start = rest.EndMicros;
        }

        foreach (var rest in rests.Reverse())
        {
            if (rest.StartMicros >= active.EndMicros && rest.StartMicros <= (after?.StartMicros ?? long.MaxValue))
                end = rest.StartMicros;
        }

        return new CaptureSpan(start, end);
    }

    private List<int> Rows(IReadOnlyList<CaptureSpan> spans, string state)
    {
        var rows = spans
            .Select(span => demonstration.RowsOf(span, $"A stretch in {state}"))
            .SelectMany(r => Enumerable.Range(r.First, r.Last - r.First + 1))
            .Distinct()
            .ToList();
        return rows.Count >= LeastRows
            ? rows
            : throw Demonstration.BadLabels($"Too few frames are marked as {state}: mark at least a fifth of a second of it.");
    }

    private Rep Within(CaptureSpan span, Cycle cycle) =>
        new(span.StartMicros, Math.Clamp(Lesson.MicrosOf(_rows, cycle.Peak), span.StartMicros, span.EndMicros), span.EndMicros);

    /// <summary>In time order; there is at least one, there are not too many, and none runs into the next.</summary>
    private static List<CaptureSpan> Checked(IReadOnlyList<CaptureSpan> spans, string what)
    {
        if (spans.Count is 0 or > MostReps)
            throw Demonstration.BadLabels(spans.Count == 0 ? $"No {what} is marked: mark at least one." : $"More than {MostReps} are marked: mark fewer.");
        var ordered = spans.OrderBy(s => s.StartMicros).ToList();
        for (var i = 1; i < ordered.Count; i++)
        {
            if (ordered[i].StartMicros < ordered[i - 1].EndMicros)
                throw Demonstration.BadLabels($"The marks overlap: each {what} must end before the next one starts.");
        }

        return ordered;
    }
}
