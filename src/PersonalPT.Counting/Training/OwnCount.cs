using PersonalPT.Counting.Models;

namespace PersonalPT.Counting.Training;

/// <summary>What a model counts in the demonstration that it was made of. A model that cannot count that will count nobody else.</summary>
internal sealed class OwnCount(Demonstration demonstration, CancellationToken ct)
{
    private const int FramesBetweenChecks = 1000;

    private static readonly CountingSettings s_wholeRecording = new() { SplitSets = false };

    /// <summary>Reps by the evidence of the whole recording.</summary>
    public int With(CycleLabels states) => With(new ExerciseModel(GaussianEstimate.From(demonstration.Rows, states)));

    private int With(ExerciseModel model)
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
        return events.OfType<SetEnded>().Sum(set => set.FinalVote);
    }
}
