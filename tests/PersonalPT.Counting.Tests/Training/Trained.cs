using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

/// <summary>The trainer, ended with the running test.</summary>
internal static class Trained
{
    public static ExerciseModel By(IReadOnlyList<CapturedFrame> frames, DemonstrationLabels labels, bool swapPoses = false) =>
        OneShotTrainer.Train(frames, labels, swapPoses, TestContext.Current.CancellationToken);

    public static TrainingPreview Preview(IReadOnlyList<CapturedFrame> frames, DemonstrationLabels labels, bool swapPoses = false) =>
        OneShotTrainer.Preview(frames, labels, swapPoses, TestContext.Current.CancellationToken);
}
