using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Grains.Sessions;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>The oracle: the counter over all inputs of a tape at once, with nothing in between.</summary>
internal static class OfflineCounter
{
    /// <summary>The log that must come out.</summary>
    /// <param name="tape">All inputs.</param>
    /// <param name="log">The log that did, for what depends on the moment: which version of a model was active at a boundary.</param>
    public static SessionEventBody[] Log(Tape tape, IReadOnlyList<SessionEventBody> log)
    {
        var selected = log.OfType<ExerciseSelected>().ToDictionary(e => e.InputSeq, e => e.Model);
        var point = new DurablePoint(1, 1, selected[0], CountingSettingsText.Default, RepCounter.Version, Paused: false);
        var counter = new SessionCounter(point, Taught.Model(selected[0].ExerciseId), new JournaledSet(point, []), held: null);
        var cursor = new InputCursor(tape.Batch(1, tape.Last));
        while (!cursor.AtEnd && !counter.HasEnded)
        {
            if (counter.TakeFrames(ref cursor))
            {
                TakeOver(counter, cursor.Seq - 1, selected);
            }
            else if (!cursor.AtEnd)
            {
                Take(counter, cursor.Current.Kind, cursor.Seq, selected);
                cursor.Advance();
            }
        }

        return [new SessionStarted(), new ExerciseSelected(0, selected[0]), .. counter.TakeEntries()];
    }

    private static void Take(SessionCounter counter, InputKind kind, long seq, Dictionary<long, ModelReference> selected)
    {
        switch (kind)
        {
            case InputKind.SelectExercise:
                counter.SelectExercise(seq, selected[seq], Taught.Model(selected[seq].ExerciseId));
                break;
            case InputKind.EndSet:
                counter.EndSet(seq);
                TakeOver(counter, seq, selected);
                break;
            case InputKind.Pause:
                counter.Pause(seq);
                break;
            case InputKind.Unpause when counter.Unpause(seq):
                TakeOver(counter, seq, selected);
                break;
            case InputKind.EndSession:
                counter.EndSession(seq, SessionEndReason.Client);
                break;
        }
    }

    private static void TakeOver(SessionCounter counter, long seq, Dictionary<long, ModelReference> selected)
    {
        if (selected.TryGetValue(seq, out var model))
            counter.GoOnWith(seq, model, Taught.Model(model.ExerciseId));
    }
}
