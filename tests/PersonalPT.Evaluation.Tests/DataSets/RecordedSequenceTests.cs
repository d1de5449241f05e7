using PersonalPT.Evaluation.DataSets;

namespace PersonalPT.Evaluation.Tests.DataSets;

public sealed class RecordedSequenceTests
{
    [Fact]
    public void A_cycle_of_a_recording_without_frames_is_its_first_moment()
    {
        var empty = new RecordedSequence { Name = "v1", Exercise = "squat", Count = 1, FramesPerSecond = 30, Frames = [], Cycles = [new FrameSpan(3, 9)] };

        Assert.Equal(new(RecordedSequence.EpochMicros, RecordedSequence.EpochMicros), empty.ToCaptureSpan(empty.Cycles[0]));
    }
}
