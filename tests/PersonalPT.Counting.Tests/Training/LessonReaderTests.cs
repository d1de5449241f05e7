using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public class LessonReaderTests
{
    private static readonly Squatter s_squatter = new() { Reps = 3 };

    private static CaptureSpan Span(double from, double to) => new(s_squatter.Micros(from), s_squatter.Micros(to));

    public static TheoryData<string> BadLabels => [.. s_badLabels.Keys];

    private static readonly Dictionary<string, (DemonstrationLabels Labels, string Says)> s_badLabels = new()
    {
        ["no reps"] = (new DemonstrationLabels.RepSpans([]), "No rep is marked"),
        ["backwards"] = (new DemonstrationLabels.RepSpans([Span(3, 1)]), "Rep 1 ends before it starts"),
        ["overlapping"] = (new DemonstrationLabels.RepSpans([Span(1, 3), Span(2.5, 5)]), "overlap"),
        ["after the end"] = (new DemonstrationLabels.RepSpans([Span(1, 3), Span(8, 11)]), "Rep 2 (8.00 s to 11.00 s) lies outside the recording, which is 9.00 s long"),
        ["before the start"] = (new DemonstrationLabels.RepSpans([Span(-1, 3)]), "outside the recording"),
        ["on another day"] = (new DemonstrationLabels.RepSpans([new CaptureSpan(long.MinValue, long.MaxValue)]), "outside the recording"),
        ["a moment"] = (new DemonstrationLabels.RepSpans([Span(1, 1.1)]), "shorter than a fifth of a second"),
        ["too many"] = (new DemonstrationLabels.RepSpans([.. Enumerable.Range(0, 1001).Select(i => Span(i / 1000.0, (i + 1) / 1000.0))]), "More than 1000"),
        ["no state A"] = (new DemonstrationLabels.StateSpans([], [Span(0, 1)]), "No stretch in State A is marked"),
        ["no state R"] = (new DemonstrationLabels.StateSpans([Span(0, 1)], []), "No stretch in State R is marked"),
        ["both states at once"] = (new DemonstrationLabels.StateSpans([Span(1, 3)], [Span(2, 4)]), "overlap"),
        ["a state outside"] = (new DemonstrationLabels.StateSpans([Span(1, 3)], [Span(20, 24)]), "outside the recording"),
        ["too little of a state"] = (new DemonstrationLabels.StateSpans([Span(1, 1.05)], [Span(2, 4)]), "Too few frames are marked as State A"),
        ["zero"] = (new DemonstrationLabels.RepCount(0), "1 to 1000 reps, not 0"),
        ["negative"] = (new DemonstrationLabels.RepCount(int.MinValue), "1 to 1000 reps"),
        ["absurd"] = (new DemonstrationLabels.RepCount(1001), "1 to 1000 reps, not 1001"),
    };

    [Theory]
    [MemberData(nameof(BadLabels))]
    public void Labels_that_cannot_be_are_refused_with_what_to_do(string kind)
    {
        var refused = Assert.Throws<DemonstrationRefusedException>(() => Trained.Preview(s_squatter.Film(), s_badLabels[kind].Labels));
        Assert.Equal(RefusalReason.BadLabels, refused.Reason);
        Assert.Contains(s_badLabels[kind].Says, refused.Message, StringComparison.Ordinal);
        Assert.Contains(':', refused.Message);
    }

    [Fact]
    public void The_order_of_marks_does_not_matter() => Assert.Equal(
        Trained.By(s_squatter.Film(), new DemonstrationLabels.RepSpans(s_squatter.Spans)).ToBytes(),
        Trained.By(s_squatter.Film(), new DemonstrationLabels.RepSpans([.. s_squatter.Spans.Reverse()])).ToBytes());

    [Fact]
    public void A_mark_may_end_a_little_after_the_recording()
    {
        var short_ = s_squatter with { StillSeconds = .02 };
        var spans = short_.Spans.Select(s => new CaptureSpan(s.StartMicros, s.EndMicros + 60_000)).ToList();
        Assert.Equal(3, Trained.Preview(short_.Film(), new DemonstrationLabels.RepSpans(spans)).Reps.Count);
    }

    [Fact]
    public void A_rep_in_which_the_person_is_not_seen_is_left_out_and_said_so()
    {
        var (from, to) = (s_squatter.Spans[1].StartMicros, s_squatter.Spans[1].EndMicros);
        var film = s_squatter.Film();
        var hidden = film.Select(f => f.CaptureMicros > from && f.CaptureMicros < to - 500_000 ? f with { Landmarks = default } : f).ToList();
        var preview = Trained.Preview(hidden, new DemonstrationLabels.RepSpans(s_squatter.Spans));
        Assert.Equal([s_squatter.Spans[0].StartMicros, s_squatter.Spans[2].StartMicros], preview.Reps.Select(r => r.StartMicros));
        Assert.Contains(preview.Report.Warnings, w => w is { Code: "rep_not_seen", Text: "rep 2 was left out: the person is not seen in most of it" });
    }

    [Fact]
    public void When_no_marked_rep_shows_the_person_it_is_refused()
    {
        var film = s_squatter.Film().Select(f => f.CaptureMicros > s_squatter.Micros(1) && f.CaptureMicros < s_squatter.Micros(3) ? f with { Landmarks = default } : f);
        var refused = Assert.Throws<DemonstrationRefusedException>(
            () => Trained.By([.. film], new DemonstrationLabels.RepSpans([s_squatter.Spans[0]])));
        Assert.Equal(RefusalReason.NoPerson, refused.Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(null)]
    public void Standing_still_is_no_movement(int? count)
    {
        DemonstrationLabels labels = count is { } n ? new DemonstrationLabels.RepCount(n) : new DemonstrationLabels.Unlabelled();
        var refused = Assert.Throws<DemonstrationRefusedException>(() => Trained.By((s_squatter with { Depth = 0 }).Film(), labels));
        Assert.Equal(RefusalReason.NoMovement, refused.Reason);
        Assert.Contains(':', refused.Message);
    }

    [Fact]
    public void Standing_still_is_no_movement_even_where_reps_are_marked()
    {
        var refused = Assert.Throws<DemonstrationRefusedException>(
            () => Trained.By((s_squatter with { Depth = 0 }).Film(), new DemonstrationLabels.RepSpans(s_squatter.Spans)));
        Assert.Equal(RefusalReason.NoMovement, refused.Reason);
    }

    [Fact]
    public void Standing_as_still_as_a_statue_is_no_movement() => Assert.Equal(
        RefusalReason.NoMovement,
        Assert.Throws<DemonstrationRefusedException>(
            () => Trained.By((s_squatter with { Depth = 0, Noise = 0 }).Film(), new DemonstrationLabels.RepSpans(s_squatter.Spans))).Reason);

    [Fact]
    public void More_reps_than_there_are_were_not_found()
    {
        var refused = Assert.Throws<DemonstrationRefusedException>(() => Trained.By(s_squatter.Film(), new DemonstrationLabels.RepCount(500)));
        Assert.Equal(RefusalReason.NoMovement, refused.Reason);
        Assert.StartsWith("500 reps were not found: check the number", refused.Message, StringComparison.Ordinal);
    }
}
