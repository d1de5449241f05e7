namespace PersonalPT.Evaluation.OneShot;

/// <summary>How well an exercise is counted after one demonstration.</summary>
/// <param name="Exercise">The exercise, or <c>all</c>.</param>
/// <param name="Videos">Recordings that were counted.</param>
/// <param name="Demonstrations">Recordings that taught a model.</param>
/// <param name="Streamed">Of the counts as streamed, mean over the demonstrations.</param>
/// <param name="Final">Of the final counts, mean over the demonstrations.</param>
public sealed record ExerciseAccuracy(string Exercise, int Videos, int Demonstrations, Accuracy Streamed, Accuracy Final);
