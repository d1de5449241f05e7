using System.Runtime.InteropServices;
using PersonalPT.Athletes;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Grains.Tests.House;

/// <summary>Everything that a phone has to send in a session, numbered from 1.</summary>
internal sealed class Tape
{
    private readonly List<(SessionInput Input, Landmark[] Landmarks)> _inputs = [];

    /// <summary>Everything that can happen, in one session.</summary>
    public static Tape Busy { get; } = new Tape()
        .Sets("squat", 4, 3).Add(InputKind.Pause).OpenSet("squat", 2).Add(InputKind.Pause).Add(InputKind.Unpause).Add(InputKind.Unpause)
        .OpenSet("squat", 3).Add(InputKind.EndSet).Nobody(7).OpenSet("squat", 3).Add(InputKind.SelectExercise, "push_up")
        .Sets("push_up", 4).OpenSet("push_up", 3).Add(InputKind.EndSession);

    /// <summary>Number of the last input.</summary>
    public long Last => _inputs.Count;

    /// <summary>Capture time of the last input.</summary>
    public long Micros { get; private set; } = 1_767_596_400_000_000;

    public IReadOnlyList<SessionInput> Inputs => [.. _inputs.Select(i => i.Input)];

    /// <summary>An athlete does sets of some reps each, with rests in which the counter sees that a set has ended.</summary>
    public Tape Sets(string exercise, params int[] reps) => Film(new Workout
    {
        Sets = [.. reps.Select(n => new PlannedSet { Exercise = exercise, Reps = n, SecondsPerRep = 1.6 })],
        StartMicros = Micros + 50_000,
        FrameRate = 15,
    });

    /// <summary>One set without the rest behind it: the last rep is over and the set is not.</summary>
    public Tape OpenSet(string exercise, int reps, double leadIn = 2) => Film(new Workout
    {
        LeadIn = TimeSpan.FromSeconds(leadIn),
        Sets = [new PlannedSet { Exercise = exercise, Reps = reps, SecondsPerRep = 1.6 }],
        StartMicros = Micros + 50_000,
        FrameRate = 15,
        Rest = TimeSpan.Zero,
    });

    public Tape Nobody(double seconds)
    {
        for (var i = 0; i < seconds * 15; i++)
            Add(InputKind.NobodySeen);
        return this;
    }

    public Tape Add(InputKind kind, string? exercise = null)
    {
        Micros += 66_667;
        _inputs.Add((new SessionInput(kind, Micros, exercise), []));
        return this;
    }

    /// <summary>A batch of some of it.</summary>
    public InputBatch Batch(long first, long last, long oldestHeld = 1, long stream = 0) => BatchAs(first, first, last, oldestHeld, stream);

    /// <summary>A batch of some of it, by a phone that numbers otherwise.</summary>
    /// <param name="numbered">The number that the first one has there.</param>
    /// <param name="first">The first input.</param>
    /// <param name="last">The last one.</param>
    /// <param name="oldestHeld">The oldest input that the phone holds, as it numbers them.</param>
    /// <param name="stream">The stream by which it comes; 0: none.</param>
    public InputBatch BatchAs(long numbered, long first, long last, long oldestHeld, long stream = 0)
    {
        var inputs = _inputs[(int)(first - 1)..(int)last];
        return new InputBatch
        {
            FirstInputSeq = numbered,
            Inputs = inputs.Select(i => i.Input).ToArray(),
            Landmarks = MemoryMarshal.Cast<Landmark, float>(inputs.SelectMany(i => i.Landmarks).ToArray()).ToArray(),
            OldestHeldInputSeq = oldestHeld,
            StreamNumber = stream,
        };
    }

    private Tape Film(Workout workout)
    {
        foreach (var frame in new Athlete(seed: 5).Perform(workout).Frames)
        {
            Micros = frame.CaptureMicros;
            _inputs.Add((new SessionInput(frame.Landmarks.IsEmpty ? InputKind.NobodySeen : InputKind.Frame, Micros), frame.Landmarks.ToArray()));
        }

        return this;
    }
}
