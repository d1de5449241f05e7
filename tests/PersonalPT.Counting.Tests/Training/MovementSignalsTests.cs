using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public class MovementSignalsTests
{
    [Fact]
    public void The_first_signal_of_a_squat_follows_the_squat()
    {
        var squatter = new Squatter { StillSeconds = 2 };
        var rows = FeatureRows.Of(squatter.Film(), smoothed: true);
        var signal = MovementSignals.Of(rows, TestContext.Current.CancellationToken)[0];

        double At(double seconds) => signal[rows.RowAt(squatter.Micros(seconds))];
        // Still, down, still again: there is no telling which way the axis points.
        var swing = Math.Abs(At(3.1) - At(1));
        Assert.True(swing > 1, $"{swing}");
        Assert.InRange(Math.Abs(At(4.4) - At(1)), 0, .1 * swing);
    }

    [Fact]
    public void A_slow_drift_is_only_in_the_signals_that_keep_it()
    {
        var frames = new Squatter { StillSeconds = 5 }.Film();
        var last = frames.Count - 1;
        for (var i = 0; i < frames.Count; i++)
        {
            // The camera turns slowly around the line of sight: all elevations drift.
            var (sin, cos) = MathF.SinCos(1.2f * i / last);
            var turned = frames[i].Landmarks.ToArray();
            for (var l = 0; l < turned.Length; l++)
                turned[l] = turned[l] with { X = cos * turned[l].X - sin * turned[l].Y, Y = sin * turned[l].X + cos * turned[l].Y };
            frames[i] = frames[i] with { Landmarks = turned };
        }

        var rows = FeatureRows.Of(frames, smoothed: true);
        var signals = MovementSignals.Of(rows, TestContext.Current.CancellationToken);
        Assert.Equal(8, signals.Count);

        double Drift(double[] s) => Math.Abs(s[^20..].Average() - s[..20].Average());
        Assert.True(signals.Take(4).Max(Drift) > 1);
        Assert.InRange(signals.Skip(4).Max(Drift), 0, .3);
    }

    [Fact]
    public void A_short_recording_has_no_drift_to_take_off()
    {
        var rows = FeatureRows.Of(new Squatter { Reps = 1, StillSeconds = .5 }.Film(), smoothed: true);
        Assert.Equal(4, MovementSignals.Of(rows, TestContext.Current.CancellationToken).Count);
    }

    [Fact]
    public void The_search_ends_when_it_is_cancelled() =>
        Assert.Throws<OperationCanceledException>(
            () => MovementSignals.Of(FeatureRows.Of(new Squatter().Film(), smoothed: true), new CancellationToken(canceled: true)));
}
