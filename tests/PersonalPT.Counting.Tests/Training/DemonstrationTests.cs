using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public class DemonstrationTests
{
    private static readonly Squatter s_squatter = new();

    [Fact]
    public void An_empty_recording_is_too_short() => Refused(RefusalReason.TooShort, []);

    [Fact]
    public void Less_than_a_second_is_too_short() => Refused(RefusalReason.TooShort, [.. s_squatter.Film().Take(24)]);

    [Fact]
    public void More_than_five_minutes_is_too_long() => Refused(RefusalReason.TooLong, new Squatter { Reps = 130 }.Film());

    [Fact]
    public void A_frame_from_another_age_is_too_long_and_not_an_overflow()
    {
        var film = s_squatter.Film();
        Refused(RefusalReason.TooLong, [film[0] with { CaptureMicros = long.MinValue }, .. film, film[^1] with { CaptureMicros = long.MaxValue }]);
    }

    [Fact]
    public void A_recording_of_an_empty_room_shows_nobody()
    {
        var error = Refused(RefusalReason.NoPerson, s_squatter.Film(hidden: _ => true));
        Assert.Contains("found in only 0 of 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Landmarks_that_are_no_numbers_are_nobody() =>
        Refused(RefusalReason.NoPerson, s_squatter.Film(edit: p => [.. p.Select(l => l with { Z = float.NaN })]));

    [Fact]
    public void The_wrong_number_of_landmarks_is_nobody() => Refused(RefusalReason.NoPerson, s_squatter.Film(edit: p => p[..17]));

    [Fact]
    public void A_body_without_size_is_nobody() => Refused(
        RefusalReason.NoPerson,
        s_squatter.Film(edit: p => [.. p.Select((_, i) => i % 2 == 0 ? new Landmark(0, 0, 0, 1) : new Landmark(1000, 0, 0, 1))]));

    [Fact]
    public void Frames_that_go_back_in_time_are_left_out()
    {
        var film = s_squatter.Film();
        var doubled = film.SelectMany(f => new[] { f, f with { CaptureMicros = f.CaptureMicros - 1_000_000 } }).ToList();
        var demonstration = Demonstration.Of(doubled, TestContext.Current.CancellationToken);
        Assert.Equal(film.Select(f => f.CaptureMicros), demonstration.Frames.Select(f => f.CaptureMicros));
    }

    [Fact]
    public void The_skeleton_of_a_row_is_the_one_captured_nearest_to_it()
    {
        var film = s_squatter.Film(hidden: i => i % 3 == 1);
        var demonstration = Demonstration.Of(film, TestContext.Current.CancellationToken);
        for (var row = 0; row < demonstration.Rows.Count; row++)
        {
            var at = demonstration.Rows.MicrosOf(row);
            var nearest = demonstration.Persons.MinBy(f => Math.Abs(f.CaptureMicros - at));
            var given = demonstration.Persons.First(f => f.Landmarks.Span == demonstration.SkeletonAt(row));
            Assert.Equal(Math.Abs(nearest.CaptureMicros - at), Math.Abs(given.CaptureMicros - at));
        }
    }

    private static DemonstrationRefusedException Refused(RefusalReason reason, List<CapturedFrame> film)
    {
        foreach (var labels in new DemonstrationLabels[] { new DemonstrationLabels.Unlabelled(), new DemonstrationLabels.RepSpans(s_squatter.Spans) })
        {
            var refused = Assert.Throws<DemonstrationRefusedException>(() => Trained.By(film, labels));
            Assert.Equal(reason, refused.Reason);
            Assert.Contains(':', refused.Message);
        }

        return Assert.Throws<DemonstrationRefusedException>(() => Demonstration.Of(film, TestContext.Current.CancellationToken));
    }
}
