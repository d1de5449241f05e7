using PersonalPT.Counting.Skeletons;
using PersonalPT.Evaluation.DataSets;
using PersonalPT.Evaluation.OneShot;

namespace PersonalPT.Evaluation.Tests.OneShot;

public sealed class DemonstrationsTests
{
    [Fact]
    public void A_rep_that_is_seen_whole_is_usable() =>
        Assert.Equal([(0L, 1_000_000L), (1_000_000L, 2_000_000L)], Usable(Recording(61, 30, new(0, 30), new(30, 60))));

    [Fact]
    public void A_rep_shorter_than_a_fifth_of_a_second_is_not_usable() =>
        Assert.Equal([(0L, 200_000L)], Usable(Recording(60, 30, new(0, 6), new(6, 11))));

    [Fact]
    public void A_rep_in_which_somebody_is_seen_for_less_than_six_tenths_is_not_usable() =>
        Assert.Equal([(0L, 1_000_000L)], Usable(RecordingWithout([.. Enumerable.Range(40, 13)], 61, 30, new(0, 30), new(30, 60))));

    [Fact]
    public void A_hole_of_up_to_eight_frames_is_no_hole() =>
        Assert.Equal(2, Usable(RecordingWithout([.. Enumerable.Range(31, 8), .. Enumerable.Range(45, 8)], 61, 30, new(0, 30), new(30, 60))).Count);

    [Fact]
    public void The_rule_is_one_of_time_and_not_of_frames() =>
        Assert.Equal([(0L, 1_000_000L), (1_000_000L, 2_000_000L)], Usable(Recording(21, 10, new(0, 10), new(10, 20))));

    [Fact]
    public void A_rep_that_reaches_beyond_the_recording_is_cut() =>
        Assert.Equal([(0L, 1_000_000L), (1_000_000L, 1_966_667L)], Usable(Recording(60, 30, new(0, 30), new(30, 70))));

    [Fact]
    public void A_recording_without_frames_has_no_usable_reps() => Assert.Empty(Usable(Recording(0, 30, new FrameSpan(0, 30))));

    [Fact]
    public void A_demonstration_needs_two_usable_reps()
    {
        Assert.False(Demonstrations.IsUsable(Recording(61, 30, new FrameSpan(0, 30))));
        Assert.True(Demonstrations.IsUsable(Recording(61, 30, new(0, 30), new(30, 60))));
    }

    private static List<(long Start, long End)> Usable(RecordedSequence sequence) =>
        [.. Demonstrations.UsableReps(sequence).Select(s => (s.StartMicros - RecordedSequence.EpochMicros, s.EndMicros - RecordedSequence.EpochMicros))];

    private static RecordedSequence Recording(int frames, double rate, params FrameSpan[] cycles) => RecordingWithout([], frames, rate, cycles);

    private static RecordedSequence RecordingWithout(int[] nobody, int frames, double rate, params FrameSpan[] cycles) => new()
    {
        Name = "a",
        Exercise = "squat",
        Count = cycles.Length,
        FramesPerSecond = rate,
        Frames = [.. Enumerable.Range(0, frames).Select(k =>
            new CapturedFrame(RecordedSequence.EpochMicros + (long)Math.Round(k * 1e6 / rate), nobody.Contains(k) ? default : new Landmark[33]))],
        Cycles = cycles,
    };
}
