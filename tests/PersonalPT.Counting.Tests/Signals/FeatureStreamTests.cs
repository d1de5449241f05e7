using CsCheck;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Tests.Figures;

namespace PersonalPT.Counting.Tests.Signals;

public sealed class FeatureStreamTests
{
    [Fact]
    public void At_30_frames_a_second_a_row_is_the_median_of_the_features_of_the_last_three_frames() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Double[1, 4]).Sample((seed, period) =>
        {
            var frames = new Film(seed).Squats(1, period).Frames;
            var own = frames.Select(f => Features(f.Landmarks.Span)).ToArray();

            var rows = Rows(new FeatureStream(), frames);

            Assert.Equal(frames.Count, rows.Count);
            for (var row = 2; row < rows.Count; row++)
            {
                for (var f = 0; f < SkeletonFeatures.Count; f++)
                    Assert.Equal(new[] { own[row - 2][f], own[row - 1][f], own[row][f] }.Order().ElementAt(1), rows[row][f]);
            }
        }, iter: 30);

    [Fact]
    public void A_single_wild_frame_leaves_no_trace_behind_the_second_row() =>
        Gen.Select(Gen.Int[2, 29], Gen.Float[-5, 5].Array[3 * Skeleton.LandmarkCount]).Sample((at, values) =>
        {
            Landmark[] still = SquattingFigure.Pose(.4);
            Landmark[] wild = [.. still.Select((l, i) => new Landmark(values[3 * i], values[3 * i + 1], values[3 * i + 2], l.Visibility))];
            var frames = Enumerable.Range(0, 30).Select(k => new CapturedFrame(CaptureTimeline.ToMicros(k), k == at ? wild : still));

            Assert.All(Rows(new FeatureStream(), frames), row => Assert.Equal(Features(still), row));
        });

    [Fact]
    public void A_frame_gives_at_most_nine_rows_and_all_rows_of_a_recording_are_given() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Double[5, 120], Gen.Double[0, .4]).Sample((seed, rate, jitter) =>
        {
            var stream = new FeatureStream();
            var features = new float[SkeletonFeatures.Count];
            var taken = 0;
            foreach (var frame in new Film(seed).At(rate, jitter).Still(3).Frames)
            {
                stream.Add(frame.CaptureMicros, frame.Landmarks.Span);
                var before = taken;
                while (stream.TryTake(features))
                    taken++;
                Assert.InRange(taken - before, 0, 9);
                Assert.Equal(taken, stream.Rows);
            }

            var seconds = (Math.Round(3 * rate) - 1) / rate;
            Assert.InRange(taken, (int)(30 * (seconds - jitter / rate)), (int)(30 * (seconds + jitter / rate)) + 2);
        });

    [Fact]
    public void Nothing_is_left_of_what_was_before_a_clear() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Double[5, 120], Gen.Double[0, 2]).Sample((seed, rate, seconds) =>
        {
            var frames = new Film(seed).At(rate).Squats(2, 2).Frames;
            var used = new FeatureStream();
            Rows(used, new Film(seed + 1).Wave(seconds).Frames);
            used.Clear();
            var fresh = new FeatureStream();

            Assert.Equal(0, used.Rows);
            Assert.Equal(Rows(fresh, frames), Rows(used, frames));
            Assert.Equal(
                Enumerable.Range(0, fresh.Rows).Select(fresh.Timeline.MicrosOf), Enumerable.Range(0, used.Rows).Select(used.Timeline.MicrosOf));
        }, iter: 30);

    private static float[] Features(ReadOnlySpan<Landmark> landmarks)
    {
        var features = new float[SkeletonFeatures.Count];
        SkeletonFeatures.Compute(landmarks, features);
        return features;
    }

    private static List<float[]> Rows(FeatureStream stream, IEnumerable<CapturedFrame> frames)
    {
        var rows = new List<float[]>();
        var features = new float[SkeletonFeatures.Count];
        foreach (var frame in frames)
        {
            stream.Add(frame.CaptureMicros, frame.Landmarks.Span);
            while (stream.TryTake(features))
                rows.Add([.. features]);
        }

        return rows;
    }
}
