using PersonalPT.Contracts.Storage;
using PersonalPT.Grains.Sessions;
using PersonalPT.Protocol.V1;
using Log = PersonalPT.Contracts.Sessions;
using ModelReference = PersonalPT.Contracts.Models.ModelReference;

namespace PersonalPT.Client.Offline.Tests.House;

/// <summary>The server's counter and the log that it writes, driven as a session's grain drives it.</summary>
internal sealed class ServerSide
{
    private readonly WireTape _tape;
    private readonly SessionCounter _counter;

    public ServerSide(WireTape tape)
    {
        _tape = tape;
        Point = new DurablePoint(1, 1, Reference("squat"), CountingSettingsText.Default, Counting.RepCounter.Version, Paused: false);
        _counter = new SessionCounter(Point, Models.Of("squat")!, new JournaledSet(Point, []), held: null);
        Events.Add(new SessionEvent { EventSeq = 1, SessionStarted = new SessionStarted() });
        Write(new Log.ExerciseSelected(0, Reference("squat")));
    }

    public DurablePoint Point { get; private set; }

    public List<SessionEvent> Events { get; } = [];

    public ulong Next => (ulong)_counter.NextInputSeq;

    /// <summary>Takes inputs up to one.</summary>
    public void Take(ulong last)
    {
        if (last < Next)
            return;
        var cursor = new InputCursor(_tape.Batch(Next, last));
        while (!cursor.AtEnd && !_counter.HasEnded)
        {
            if (_counter.TakeFrames(ref cursor) || cursor.AtEnd)
                continue;
            var (seq, input) = (cursor.Seq, cursor.Current);
            switch (input.Kind)
            {
                case Log.InputKind.SelectExercise when Models.Of(input.ExerciseId!) is { } model:
                    _counter.SelectExercise(seq, Reference(input.ExerciseId!), model);
                    break;
                case Log.InputKind.SelectExercise:
                    _counter.ExerciseNotKnown(seq, input.ExerciseId!);
                    break;
                case Log.InputKind.EndSet:
                    _counter.EndSet(seq);
                    break;
                case Log.InputKind.Pause:
                    _counter.Pause(seq);
                    break;
                case Log.InputKind.Unpause:
                    _counter.Unpause(seq);
                    break;
                default:
                    _counter.EndSession(seq, Log.SessionEndReason.Client);
                    break;
            }

            cursor.Advance();
        }

        foreach (var entry in _counter.TakeEntries())
            Write(entry);
        Point = _counter.Point(Point);
    }

    public static ModelReference Reference(string exercise) => new("", exercise, 1);

    private void Write(Log.SessionEventBody body)
    {
        var wire = new SessionEvent { EventSeq = (ulong)Events.Count + 1 };
        switch (body)
        {
            case Log.ExerciseSelected e:
                wire.ExerciseSelected = new ExerciseSelected
                {
                    ExerciseId = e.Model.ExerciseId,
                    Model = new Protocol.V1.ModelReference { ExerciseId = e.Model.ExerciseId, Version = (uint)e.Model.Version },
                };
                break;
            case Log.SetStarted e:
                wire.SetStarted = new SetStarted { SetNumber = (uint)e.SetNumber, StartTimeUs = e.StartMicros };
                break;
            case Log.RepCompleted e:
                wire.RepCompleted = new RepCompleted { SetNumber = (uint)e.SetNumber, Ordinal = (uint)e.Ordinal, Rep = Times(e.Rep), FoundLate = e.FoundLate };
                break;
            case Log.SetEnded e:
                wire.SetEnded = new SetEnded { SetNumber = (uint)e.SetNumber };
                break;
            case Log.ExerciseUnknown e:
                wire.ExerciseUnknown = new ExerciseUnknown { ExerciseId = e.ExerciseId };
                break;
            case Log.SessionPaused:
                wire.SessionPaused = new SessionPaused();
                break;
            case Log.SessionUnpaused:
                wire.SessionUnpaused = new SessionUnpaused();
                break;
            case Log.SessionEnded:
                wire.SessionEnded = new SessionEnded();
                break;
            default:
                throw new InvalidOperationException($"What is {body}?");
        }

        Events.Add(wire);
    }

    private static Protocol.V1.Rep Times(Counting.Rep rep)
    {
        var wire = new Protocol.V1.Rep { StartTimeUs = rep.StartMicros, PeakTimeUs = rep.PeakMicros, EndTimeUs = rep.EndMicros };
        if (rep.Range is { } range)
            wire.Range = range;
        return wire;
    }
}
