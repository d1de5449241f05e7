using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Cli.Demo;

/// <summary>What the counting library gives for a recording by itself, without wire, server or database.</summary>
internal static class LibraryCount
{
    /// <summary>The number of reps as streamed: emitted with the default settings, the end of the recording included.</summary>
    public static int AsStreamed(ExerciseModel model, IReadOnlyList<CapturedFrame> frames)
    {
        var counter = new RepCounter(model, new CountingSettings());
        var events = new List<CountingEvent>();
        var inputSeq = 0L;
        foreach (var frame in frames)
            counter.Push(++inputSeq, frame.CaptureMicros, frame.Landmarks.Span, events);
        counter.EndSet(++inputSeq, SetEndReason.SessionEnded, events);
        return events.OfType<RepCompleted>().Count();
    }
}
