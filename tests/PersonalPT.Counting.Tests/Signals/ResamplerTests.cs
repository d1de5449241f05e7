using CsCheck;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Tests.Signals;

public sealed class ResamplerTests
{
    [Fact]
    public void Thirty_frames_a_second_pass_unchanged() =>
        Gen.Select(Gen.Int[1, 200], Gen.Long[-1900, 1900].Array[200]).Sample((frames, jitter) =>
        {
            var times = Enumerable.Range(0, frames).Select(k => Frame(k) + (k == 0 ? 0 : jitter[k])).ToArray();

            Assert.Equal(times.Select(t => (float)t), Rows(times).Select(r => r.Value));
        });

    [Fact]
    public void At_any_rate_and_with_any_jitter_a_straight_movement_stays_straight_and_even() =>
        Gen.Select(Gen.Double[5, 120], Gen.Double[0, .8].Array[300]).Sample((rate, jitter) =>
        {
            var times = Enumerable.Range(0, 300).Select(k => (long)((k + (k == 0 ? 0 : jitter[k] * Math.Min(.5, 60_000 * rate / 1e6))) * 1e6 / rate)).ToArray();

            var rows = Rows(times);

            Assert.Equal((int)((times[^1] + 2000) * 30 / 1e6) + 1, rows.Count);
            for (var row = 0; row < rows.Count; row++)
            {
                Assert.Equal(Frame(row), rows[row].Micros);
                Assert.InRange(rows[row].Value - Frame(row), -2001f, 2001f);
            }
        });

    [Fact]
    public void A_hole_of_eight_frames_is_bridged_by_a_straight_line()
    {
        long[] times = [Frame(0), Frame(1), Frame(10), Frame(11)];

        Assert.Equal(Enumerable.Range(0, 12).Select(Frame), Rows(times).Select(r => r.Micros));
        Assert.All(Rows(times), r => Assert.Equal(r.Micros, r.Value, 1f));
    }

    [Fact]
    public void A_longer_hole_is_left_out_and_the_grid_starts_anew_behind_it()
    {
        long[] times = [Frame(0), Frame(1), Frame(11) + 7000, Frame(12) + 7000];

        Assert.Equal(times, Rows(times).Select(r => r.Micros));
    }

    [Fact]
    public void Nothing_is_left_of_what_was_before_a_clear()
    {
        var resampler = new Resampler();
        Feed(resampler, [0, 33_333, 66_667]);
        resampler.Clear();

        Assert.Equal([(5_000_000L, 5_000_000f)], Feed(resampler, [5_000_000]));
        Assert.Equal(1, resampler.Rows);
    }

    private static long Frame(int k) => CaptureTimeline.ToMicros(k);

    private static List<(long Micros, float Value)> Rows(long[] times) => Feed(new Resampler(), times);

    /// <summary>A body whose every coordinate is the time.</summary>
    private static List<(long Micros, float Value)> Feed(Resampler resampler, long[] times)
    {
        var rows = new List<(long, float)>();
        var row = new Landmark[Skeleton.LandmarkCount];
        foreach (var time in times)
        {
            resampler.Add(time, Enumerable.Repeat(new Landmark(time, time, time, 1), Skeleton.LandmarkCount).ToArray());
            while (resampler.TryTake(row))
            {
                rows.Add((resampler.Timeline.MicrosOf(resampler.Rows - 1), row[32].Z));
                Assert.Equal(row[0], row[^1]);
            }
        }

        return rows;
    }
}
