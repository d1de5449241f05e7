using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Training;

/// <summary>
/// Learns an exercise from one demonstration. Pure: the same frames and labels give the same model, on any thread. Takes well under a second for
/// most demonstrations, a few seconds for five minutes of film.
/// </summary>
public static class OneShotTrainer
{
    // Root mean square difference of the two states over all features (radians and body sizes) below which nothing moved.
    private const double LeastMovement = .12;

    /// <summary>Shows what would be learnt, so that the coach can confirm it.</summary>
    /// <param name="frames">The recording, in the order of capture, with the frames in which nobody was found; at most five minutes.</param>
    /// <param name="labels">What the coach says about it.</param>
    /// <param name="swapPoses">Whether rest and active pose are exchanged, because the coach says that they were taken for each other.</param>
    /// <param name="ct">Ends the work.</param>
    /// <exception cref="DemonstrationRefusedException">No model can be made of it; says why and what to do.</exception>
    public static TrainingPreview Preview(
        IReadOnlyList<CapturedFrame> frames, DemonstrationLabels labels, bool swapPoses = false, CancellationToken ct = default)
    {
        var (demonstration, lesson, model) = Learn(frames, labels, swapPoses, ct);
        var signal = new SignalSample[demonstration.Rows.Count];
        Span<float> signals = stackalloc float[Directions.Lanes];
        for (var i = 0; i < signal.Length; i++)
        {
            model.Directions.Project(demonstration.Rows[i], signals);
            signal[i] = new SignalSample(demonstration.Rows.MicrosOf(i), signals[FeatureGroups.All]);
        }

        return new TrainingPreview
        {
            Reps = lesson.Reps,
            RestPose = model.RestPose,
            ActivePose = model.ActivePose,
            Signal = signal,
            PoseConfidence = lesson.PoseConfidence,
            Report = model.Report,
        };
    }

    /// <summary>Makes the model.</summary>
    /// <param name="frames">The recording, in the order of capture, with the frames in which nobody was found; at most five minutes.</param>
    /// <param name="labels">What the coach says about it.</param>
    /// <param name="swapPoses">Whether rest and active pose are exchanged, because the coach says that they were taken for each other.</param>
    /// <param name="ct">Ends the work.</param>
    /// <exception cref="DemonstrationRefusedException">No model can be made of it; says why and what to do.</exception>
    public static ExerciseModel Train(
        IReadOnlyList<CapturedFrame> frames, DemonstrationLabels labels, bool swapPoses = false, CancellationToken ct = default) =>
        Learn(frames, labels, swapPoses, ct).Model;

    private static (Demonstration Demonstration, Lesson Lesson, ExerciseModel Model) Learn(
        IReadOnlyList<CapturedFrame> frames, DemonstrationLabels labels, bool swapPoses, CancellationToken ct)
    {
        var demonstration = Demonstration.Of(frames, ct);
        var own = new OwnCount(demonstration, ct);
        var lesson = new LessonReader(demonstration, own.With).Read(labels, swapPoses, ct);
        if (Movement(demonstration, lesson) < LeastMovement)
        {
            throw new DemonstrationRefusedException(
                RefusalReason.NoMovement, "Rest and active pose are the same: film the whole movement, from a side where it can be seen.");
        }

        var gaussian = GaussianEstimate.From(demonstration.Rows, lesson.States);
        if (!ModelFile.IsBelievable(gaussian))
        {
            throw new DemonstrationRefusedException(
                RefusalReason.NoMovement, "Rest and active pose cannot be told apart: film the whole movement, from a side where it can be seen.");
        }

        var poses = TypicalPoses.Of(demonstration, lesson.States, gaussian);
        var report = TrainingReporter.Write(demonstration, labels, lesson, new ExerciseModel(gaussian), own.With(lesson.States).Count);
        return (demonstration, lesson, new ExerciseModel(gaussian, poses.Rest, poses.Active, TypicalMicros(lesson), ModelOrigin.Demonstration, report));
    }

    private static double Movement(Demonstration demonstration, Lesson lesson)
    {
        var difference = RestSide.Difference(demonstration.Rows, lesson.States);
        return Math.Sqrt(difference.Average(d => d * d));
    }

    private static long TypicalMicros(Lesson lesson)
    {
        long[] lasting = [.. lesson.Reps.Select(r => r.EndMicros - r.StartMicros).Order()];
        return lasting.Length == 0 ? 0 : lasting[lasting.Length / 2];
    }
}
