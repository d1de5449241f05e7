using PersonalPT.Counting.Models;

namespace PersonalPT.Counting.Training;

/// <summary>What a model counts in its own demonstration.</summary>
/// <param name="Count">Reps by the evidence of the whole recording.</param>
/// <param name="Reps">The reps as an athlete would have seen them, in time order.</param>
internal sealed record OwnReps(int Count, IReadOnlyList<Rep> Reps);

/// <summary>What a model counts in the demonstration that it was made of. A model that cannot count that will count nobody else.</summary>
internal sealed class OwnCount(Demonstration demonstration, CancellationToken ct)
{
    private const int FramesBetweenChecks = 1000;

    private static readonly CountingSettings s_wholeRecording = new() { SplitSets = false };

    /// <summary>The reps that the model of these states counts.</summary>
    public OwnReps With(CycleLabels states) => With(new ExerciseModel(GaussianEstimate.From(demonstration.Rows, states)));

    private OwnReps With(ExerciseModel model)
    {
        var counter = new RepCounter(model, s_wholeRecording);
        var events = new List<CountingEvent>();
        var persons = demonstration.Persons;
        for (var i = 0; i < persons.Count; i++)
        {
            if (i % FramesBetweenChecks == 0)
                ct.ThrowIfCancellationRequested();
            counter.Push(i + 1, persons[i].CaptureMicros, persons[i].Landmarks.Span, events);
        }

        counter.EndSet(persons.Count + 1, SetEndReason.Client, events);
        var sets = events.OfType<SetEnded>().ToList();
        return new OwnReps(sets.Sum(set => set.FinalVote), [.. sets.SelectMany(set => set.Reps).OrderBy(rep => rep.PeakMicros)]);
    }
}
