using System.Runtime.InteropServices;
using PersonalPT.Athletes;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.House;

/// <summary>What a phone has to send in a session: somebody doing squats.</summary>
internal sealed class Tape
{
    private readonly List<Input> _inputs = [];

    private Tape()
    {
    }

    /// <summary>Reps that are on it.</summary>
    public int Reps { get; private init; }

    /// <summary>Inputs on it.</summary>
    public int Count => _inputs.Count;

    /// <summary>From where the times count.</summary>
    public static long EpochMicros { get; } = new Workout { Sets = [] }.StartMicros;

    /// <summary>Films somebody.</summary>
    public static Tape Squats(int reps, ulong seed = 7, bool ends = false)
    {
        var workout = new Workout { Sets = [new PlannedSet { Exercise = "squat", Reps = reps }], PersonLost = 0 };
        var tape = new Tape { Reps = reps };
        foreach (var frame in new Athlete(seed).Perform(workout).Frames)
            tape._inputs.Add(Read(frame));
        if (ends)
            tape._inputs.Add(new Input { TimeUs = tape._inputs[^1].TimeUs + 1000, EndSession = new EndSession() });
        return tape;
    }

    public static CaptureHeader Header() => new()
    {
        CoordinateSpace = CoordinateSpace.Isotropic,
        LandmarkModel = LandmarkModel.BlazeposeFull,
        NominalRateHz = 30,
        CaptureEpochUs = EpochMicros,
        Source = "test",
    };

    /// <summary>Inputs from a number on.</summary>
    public IEnumerable<Input> From(long first, int count = int.MaxValue) => _inputs.Skip((int)first - 1).Take(count);

    /// <summary>Messages with the inputs from a number on.</summary>
    public IEnumerable<TrackRequest> Messages(long first = 1, int size = 100, int? last = null)
    {
        foreach (var chunk in From(first, (last ?? Count) - (int)first + 1).Chunk(size))
        {
            var message = new TrackRequest { FirstInputSeq = (ulong)first };
            message.Inputs.AddRange(chunk);
            yield return message;
            first += chunk.Length;
        }
    }

    /// <summary>A frame that nothing is wrong with.</summary>
    public static Input AnyFrame(ulong timeUs = 0)
    {
        var floats = new FloatLandmarks();
        floats.Values.AddRange(Enumerable.Range(0, 132).Select(i => i / 132f));
        return new Input { TimeUs = timeUs, Floats = floats };
    }

    private static Input Read(CapturedFrame frame)
    {
        var input = new Input { TimeUs = (ulong)(frame.CaptureMicros - EpochMicros) };
        if (frame.Landmarks.Length == 0)
        {
            input.NobodySeen = new NobodySeen();
            return input;
        }

        input.Floats = new FloatLandmarks();
        input.Floats.Values.AddRange(MemoryMarshal.Cast<Landmark, float>(frame.Landmarks.Span).ToArray());
        return input;
    }
}
