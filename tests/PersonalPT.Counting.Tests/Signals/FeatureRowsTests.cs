using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Tests.Figures;

namespace PersonalPT.Counting.Tests.Signals;

public sealed class FeatureRowsTests
{
    [Fact]
    public void Rows_are_those_of_the_stream()
    {
        var film = new Film().At(50, .3).Squats(2, 2);
        var stream = new FeatureStream();
        var features = new float[SkeletonFeatures.Count];

        var rows = FeatureRows.Of(film.Frames, smoothed: false);

        foreach (var frame in film.Frames)
        {
            stream.Add(frame.CaptureMicros, frame.Landmarks.Span);
            while (stream.TryTake(features))
                Assert.Equal(features, rows[stream.Rows - 1].ToArray());
        }

        Assert.Equal(stream.Rows, rows.Count);
    }

    [Fact]
    public void Frames_without_a_person_or_out_of_order_are_left_out()
    {
        var film = new Film().Still(1).Nobody(2).Stray(1.5).Still(1).Broken(1);

        Assert.Equal(60, FeatureRows.Of(film.Frames, smoothed: true).Count);
    }

    [Fact]
    public void The_row_at_a_moment_is_the_last_one_captured_by_then()
    {
        var rows = FeatureRows.Of(new Film().Still(1).Nobody(2).Still(1).Frames, smoothed: true);

        Assert.Equal(
            [-1, 0, 0, 1, 29, 29, 30, 59],
            new[] { -1, 0, .015, .033, .97, 2.9, 3, 9 }.Select(seconds => rows.RowAt(Film.Epoch + (long)(seconds * 1e6))));
    }
}
