using CsCheck;
using PersonalPT.Counting.Signals;

namespace PersonalPT.Counting.Tests.Signals;

public sealed class CaptureTimelineTests
{
    [Fact]
    public void Each_row_lies_on_the_grid_of_the_last_anchor_before_it() =>
        Gen.Select(Gen.Int[1, 50], Gen.Long[0, 10_000_000]).Array[1, 40].Sample(segments =>
        {
            var timeline = new CaptureTimeline();
            var (row, micros) = (0, 0L);
            var expected = new List<long>();
            foreach (var (rows, hole) in segments)
            {
                timeline.Anchor(row, micros += hole);
                for (var k = 0; k < rows; k++)
                    expected.Add(micros + CaptureTimeline.ToMicros(k));
                row += rows;
                micros = expected[^1];
            }

            Assert.Equal(expected, Enumerable.Range(0, row).Select(timeline.MicrosOf));
        });

    [Fact]
    public void Thirty_rows_are_a_second() => Assert.Equal((0, 33_333, 66_667, 1_000_000), (CaptureTimeline.ToMicros(0), CaptureTimeline.ToMicros(1), CaptureTimeline.ToMicros(2), CaptureTimeline.ToMicros(30)));
}
