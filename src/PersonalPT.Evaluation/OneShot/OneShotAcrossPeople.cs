using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;
using PersonalPT.Evaluation.DataSets;

namespace PersonalPT.Evaluation.OneShot;

/// <summary>
/// Protocol P1, one-shot across people: every usable recording of an exercise is the one demonstration, and all other recordings of that exercise are
/// counted; mean over demonstrations, exercises weighted by their recordings.
/// </summary>
public static class OneShotAcrossPeople
{
    /// <summary>Measures. Gives the same figures each time, whatever the number of processors.</summary>
    /// <param name="demonstrations">The data set that teaches.</param>
    /// <param name="tests">The data set that is counted; the same one where not given, and then no recording counts itself.</param>
    /// <param name="teaching">What is said about a demonstration.</param>
    /// <param name="settings">How to count; a whole recording as one set where not given.</param>
    /// <param name="progress">Is told after each demonstration, from any thread.</param>
    /// <param name="ct">Ends the work.</param>
    /// <exception cref="DataSetException">No exercise has a demonstration that teaches a model, and a recording to count.</exception>
    public static OneShotReport Run(
        DataSet demonstrations,
        DataSet? tests = null,
        Teaching teaching = Teaching.RepSpans,
        CountingSettings? settings = null,
        IProgress<OneShotProgress>? progress = null,
        CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(demonstrations);
        tests ??= demonstrations;

        var jobs = Jobs(demonstrations, tests);
        if (jobs.Length == 0)
        {
            throw new DataSetException(
                $"{demonstrations.Name}: no exercise has a recording with {Demonstrations.FewestReps} annotated reps and another one to count; add cycles to sequences.csv.");
        }

        var results = new (IReadOnlyList<PairResult> Pairs, RefusedDemonstration? Refused)[jobs.Length];
        var done = 0;
        Parallel.For(0, jobs.Length, new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Environment.ProcessorCount }, k =>
        {
            results[k] = Count(jobs[k], teaching, settings, ct);
            progress?.Report(new OneShotProgress(Interlocked.Increment(ref done), jobs.Length));
        });

        if (results.All(r => r.Refused is not null))
            throw new DataSetException($"{demonstrations.Name}: no model can be made of any demonstration; the first says: {results[0].Refused!.Reason}");

        var exercises = results.SelectMany(r => r.Pairs).GroupBy(p => p.Exercise)
            .Select(pairs => Summarise(pairs.Key, tests.Sequences.Count(t => t.Exercise == pairs.Key), [.. pairs]))
            .ToArray();
        return new OneShotReport
        {
            Exercises = exercises,
            Total = Total(exercises),
            Pairs = [.. results.SelectMany(r => r.Pairs)],
            Refused = [.. results.Select(r => r.Refused).OfType<RefusedDemonstration>()],
        };
    }

    private static Job[] Jobs(DataSet demonstrations, DataSet tests) =>
    [
        .. demonstrations.Sequences
            .Where(Demonstrations.IsUsable)
            .Select(d => new Job(d, [.. tests.Sequences.Where(t => t.Exercise == d.Exercise && !ReferenceEquals(t, d))]))
            .Where(job => job.Tests.Count > 0)
            .OrderBy(job => job.Demonstration.Exercise, StringComparer.Ordinal),
    ];

    private static (IReadOnlyList<PairResult> Pairs, RefusedDemonstration? Refused) Count(
        Job job, Teaching teaching, CountingSettings? settings, CancellationToken ct)
    {
        ExerciseModel model;
        try
        {
            model = Demonstrations.Teach(job.Demonstration, teaching, ct);
        }
        catch (DemonstrationRefusedException e)
        {
            return ([], new RefusedDemonstration(job.Demonstration.Exercise, job.Demonstration.Name, e.Message));
        }

        var pairs = new List<PairResult>(job.Tests.Count);
        foreach (var test in job.Tests)
        {
            ct.ThrowIfCancellationRequested();
            var count = RecordingCount.Of(model, test, settings);
            pairs.Add(new PairResult
            {
                Exercise = test.Exercise,
                Demonstration = job.Demonstration.Name,
                Test = test.Name,
                True = test.Count,
                Counted = count.Counted,
                Streamed = count.Streamed,
            });
        }

        return (pairs, null);
    }

    private static ExerciseAccuracy Summarise(string exercise, int videos, IReadOnlyList<PairResult> pairs)
    {
        var byDemonstration = pairs.GroupBy(p => p.Demonstration).Select(g => g.ToArray()).ToArray();
        return new ExerciseAccuracy(
            exercise,
            videos,
            byDemonstration.Length,
            Accuracy.Mean([.. byDemonstration.Select(d => (Accuracy.Of(d, p => p.Streamed), 1.0))]),
            Accuracy.Mean([.. byDemonstration.Select(d => (Accuracy.Of(d, p => p.Counted), 1.0))]));
    }

    private static ExerciseAccuracy Total(IReadOnlyCollection<ExerciseAccuracy> exercises) => new(
        "all",
        exercises.Sum(e => e.Videos),
        exercises.Sum(e => e.Demonstrations),
        Accuracy.Mean([.. exercises.Select(e => (e.Streamed, (double)e.Videos))]),
        Accuracy.Mean([.. exercises.Select(e => (e.Final, (double)e.Videos))]));

    private sealed record Job(RecordedSequence Demonstration, IReadOnlyList<RecordedSequence> Tests);
}
