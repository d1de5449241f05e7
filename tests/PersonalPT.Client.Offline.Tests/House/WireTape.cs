using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Google.Protobuf;
using PersonalPT.Athletes;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using CaptureHeader = PersonalPT.Protocol.V1.CaptureHeader;

namespace PersonalPT.Client.Offline.Tests.House;

/// <summary>Everything that a phone has to send in a session, numbered from 1: as it goes over the wire, and as a server's gateway reads it.</summary>
internal sealed class WireTape(CaptureHeader capture)
{
    private const long Frame = 66_667;
    private static readonly ConcurrentDictionary<(string, int, bool), CapturedFrame[]> _films = [];

    private readonly List<Input> _inputs = [];
    private long _micros = capture.CaptureEpochUs;

    public IReadOnlyList<Input> Inputs => _inputs;

    public ulong Last => (ulong)_inputs.Count;

    /// <summary>An athlete does a set; with a rest behind it, in which a counter sees that the set has ended, or without.</summary>
    public WireTape Set(string exercise, int reps, bool rests = true)
    {
        var film = _films.GetOrAdd((exercise, reps, rests), static key => [.. new Athlete(seed: 5).Perform(new Workout
        {
            Sets = [new PlannedSet { Exercise = key.Item1, Reps = key.Item2, SecondsPerRep = 1.6 }],
            LeadIn = TimeSpan.FromSeconds(1),
            Rest = TimeSpan.FromSeconds(key.Item3 ? 8 : 0),
            FrameRate = 15,
        }).Frames]);
        var shift = _micros + Frame - film[0].CaptureMicros;
        foreach (var frame in film)
        {
            _micros = frame.CaptureMicros + shift;
            Add(Write(frame.Landmarks.Span));
        }

        return this;
    }

    public WireTape Nobody(int frames)
    {
        for (var i = 0; i < frames; i++)
        {
            _micros += Frame;
            Add(new Input { NobodySeen = new NobodySeen() });
        }

        return this;
    }

    public WireTape Add(Input input)
    {
        input.TimeUs = (ulong)(_micros - capture.CaptureEpochUs);
        _inputs.Add(input);
        return this;
    }

    public WireTape Select(string exercise) => Add(new Input { SelectExercise = new SelectExercise { ExerciseId = exercise } });

    /// <summary>A batch of it, as a gateway hands it to a session.</summary>
    public InputBatch Batch(ulong first, ulong last)
    {
        var landmarks = new List<float>();
        var inputs = new List<SessionInput>();
        var frame = new float[CompactFrame.FloatCount];
        foreach (var input in _inputs[(int)(first - 1)..(int)last])
        {
            if (input.InputCase == Input.InputOneofCase.Compact)
            {
                Assert.True(CompactFrame.TryDecode(input.Compact.Span, frame));
                IsotropicLandmarks.Make(capture.CoordinateSpace, capture.ImageAspect, frame);
                landmarks.AddRange(frame);
            }

            inputs.Add(new SessionInput(KindOf(input.InputCase), capture.CaptureEpochUs + (long)input.TimeUs, input.SelectExercise?.ExerciseId));
        }

        return new InputBatch { FirstInputSeq = (long)first, Inputs = inputs.ToArray(), Landmarks = landmarks.ToArray() };
    }

    private static InputKind KindOf(Input.InputOneofCase input) => input switch
    {
        Input.InputOneofCase.Compact => InputKind.Frame,
        Input.InputOneofCase.NobodySeen => InputKind.NobodySeen,
        Input.InputOneofCase.SelectExercise => InputKind.SelectExercise,
        Input.InputOneofCase.EndSet => InputKind.EndSet,
        Input.InputOneofCase.Pause => InputKind.Pause,
        Input.InputOneofCase.Unpause => InputKind.Unpause,
        _ => InputKind.EndSession,
    };

    private static Input Write(ReadOnlySpan<Landmark> landmarks)
    {
        if (landmarks.IsEmpty)
            return new Input { NobodySeen = new NobodySeen() };
        var bytes = new byte[CompactFrame.Size];
        Assert.True(CompactFrame.TryEncode(MemoryMarshal.Cast<Landmark, float>(landmarks), bytes));
        return new Input { Compact = ByteString.CopyFrom(bytes) };
    }
}
