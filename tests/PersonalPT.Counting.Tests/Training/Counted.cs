using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Tests.Training;

/// <summary>Counts a whole recording, sets not split.</summary>
internal static class Counted
{
    /// <summary>The final times of the reps.</summary>
    public static IReadOnlyList<Rep> In(IEnumerable<CapturedFrame> frames, ExerciseModel model) => Set(frames, model)?.Reps ?? [];

    /// <summary>The one set; nothing where nothing was counted.</summary>
    public static SetEnded? Set(IEnumerable<CapturedFrame> frames, ExerciseModel model)
    {
        var counter = new RepCounter(model, new CountingSettings { SplitSets = false });
        var events = new List<CountingEvent>();
        var input = 0L;
        foreach (var frame in frames)
            counter.Push(++input, frame.CaptureMicros, frame.Landmarks.Span, events);
        counter.EndSet(++input, SetEndReason.Client, events);
        return events.OfType<SetEnded>().SingleOrDefault();
    }
}
