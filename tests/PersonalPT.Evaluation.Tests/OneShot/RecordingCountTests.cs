using PersonalPT.Counting;
using PersonalPT.Evaluation.DataSets;
using PersonalPT.Evaluation.OneShot;
using PersonalPT.Testing;

namespace PersonalPT.Evaluation.Tests.OneShot;

public sealed class RecordingCountTests
{
    [Fact]
    public void A_model_counts_most_of_its_own_demonstration()
    {
        var squat = DataSet.Load(TestData.RepCountPose, TestContext.Current.CancellationToken).Sequences.First(s => s.Exercise == "squat" && Demonstrations.IsUsable(s));
        var model = Demonstrations.Teach(squat, ct: TestContext.Current.CancellationToken);

        Assert.InRange(RecordingCount.Of(model, squat).Streamed, squat.Count - 1, squat.Count + 1);
        Assert.InRange(RecordingCount.Of(model, squat, new CountingSettings()).Streamed, squat.Count - 1, squat.Count + 1);
    }
}
