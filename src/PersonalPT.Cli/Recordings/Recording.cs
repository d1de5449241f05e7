using PersonalPT.Counting.Training;
using PersonalPT.Evaluation.DataSets;
using PersonalPT.Evaluation.OneShot;

namespace PersonalPT.Cli.Recordings;

/// <summary>Finds recordings in data sets, and says which there are where one is not found.</summary>
internal static class Recording
{
    private const int NamesToShow = 8;

    /// <summary>The recording of that name.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public static RecordedSequence Find(DataSet dataSet, string name, string? exercise = null)
    {
        var candidates = exercise is null ? dataSet.Sequences : OfExercise(dataSet, exercise);
        return candidates.FirstOrDefault(s => s.Name == name)
            ?? throw new CommandFailedException(
                $"the data set '{dataSet.Name}' has no recording '{name}'{(exercise is null ? "" : $" of {exercise}")}. It has: {Names(candidates)}.");
    }

    /// <summary>The recordings of an exercise; at least one.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public static IReadOnlyList<RecordedSequence> OfExercise(DataSet dataSet, string exercise)
    {
        var found = dataSet.Sequences.Where(s => s.Exercise == exercise).ToArray();
        if (found.Length > 0)
            return found;
        var known = dataSet.Sequences.GroupBy(s => s.Exercise).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} ({g.Count()})");
        throw new CommandFailedException(
            $"the data set '{dataSet.Name}' has no recordings of '{exercise}'. It has: {string.Join(", ", known)}.");
    }

    /// <summary>The recording's annotated reps, as far as somebody is seen in them.</summary>
    /// <exception cref="CommandFailedException">It has none.</exception>
    public static DemonstrationLabels.RepSpans Labels(RecordedSequence sequence) => Demonstrations.UsableReps(sequence) is { Count: > 0 } reps
        ? new DemonstrationLabels.RepSpans(reps)
        : throw new CommandFailedException(
            $"the recording '{sequence.Name}' has no labelled reps that can be used: choose one that has cycles in sequences.csv and a person in them.");

    private static string Names(IReadOnlyList<RecordedSequence> sequences) =>
        string.Join(", ", sequences.Take(NamesToShow).Select(s => s.Name))
        + (sequences.Count > NamesToShow ? $" and {sequences.Count - NamesToShow} more, see its sequences.csv" : "");
}
