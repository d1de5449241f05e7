using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PersonalPT.Athletes;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using Demonstration = PersonalPT.Protocol.V1.Demonstration;

namespace PersonalPT.Fuzz;

/// <summary>Good inputs, the same at every run.</summary>
internal static class Samples
{
    /// <summary>A session that is there.</summary>
    public const string SessionId = "5f8f0f5e-7f0e-4b55-9f0a-3d4b0a1c2d3e";

    private static readonly ulong s_seed = 7;

    /// <summary>Somebody doing squats.</summary>
    public static IReadOnlyList<CapturedFrame> Frames { get; } =
        [.. new Athlete(s_seed).Perform(new Workout { Sets = [new PlannedSet { Exercise = "squat", Reps = 1 }], PersonLost = 0 }).Frames.Take(120)];

    /// <summary>Files of models.</summary>
    public static IReadOnlyList<byte[]> Models { get; } = [StarterModels.Create("squat").ToBytes(), StarterModels.Create("push_up").ToBytes()];

    /// <summary>What a model file is.</summary>
    public static MessageDescriptor ModelDescriptor { get; } = Counting.Models.V1.ExerciseModel.Descriptor;

    /// <summary>How the landmarks are made.</summary>
    public static CaptureHeader Capture() => new()
    {
        CoordinateSpace = CoordinateSpace.NormalizedImage,
        ImageAspect = 1.5,
        LandmarkModel = LandmarkModel.BlazeposeFull,
        NominalRateHz = 30,
        CaptureEpochUs = Frames[0].CaptureMicros,
        Source = "fuzz",
    };

    public static float[] Floats(CapturedFrame frame) => MemoryMarshal.Cast<Landmark, float>(frame.Landmarks.Span).ToArray();

    public static ByteString Compact(CapturedFrame frame)
    {
        var bytes = new byte[CompactFrame.Size];
        return CompactFrame.TryEncode(Floats(frame), bytes) ? ByteString.CopyFrom(bytes) : throw new InvalidOperationException("A sample has no compact form.");
    }

    /// <summary>Some frames, some as compact, some as floats, and every control but the last.</summary>
    public static IEnumerable<Input> Inputs(int frames)
    {
        for (var i = 0; i < frames; i++)
        {
            var input = new Input { TimeUs = Time(i) };
            if (i % 3 == 2)
                input.Floats = new FloatLandmarks { Values = { Floats(Frames[i]) } };
            else
                input.Compact = Compact(Frames[i]);
            yield return input;
        }

        yield return new Input { TimeUs = Time(frames), NobodySeen = new NobodySeen() };
        yield return new Input { TimeUs = Time(frames), SelectExercise = new SelectExercise { ExerciseId = "squat" } };
        yield return new Input { TimeUs = Time(frames), EndSet = new EndSet() };
        yield return new Input { TimeUs = Time(frames), Pause = new Pause() };
        yield return new Input { TimeUs = Time(frames), Unpause = new Unpause() };
    }

    /// <summary>A demonstration with each kind of labels.</summary>
    public static IEnumerable<Demonstration> Demonstrations()
    {
        yield return Film(8);
        var counted = Film(4);
        counted.RepCount = 3;
        yield return counted;
        var reps = Film(4);
        reps.RepSpans = new RepSpans { Reps = { Span(0, 100_000), Span(100_000, 200_000) } };
        yield return reps;
        var states = Film(4);
        states.StateSpans = new StateSpans { Active = { Span(0, 100_000) }, Rest = { Span(100_000, 200_000) } };
        states.SwapPoses = true;
        yield return states;
        yield return new Demonstration { Session = new SessionSpan { SessionId = SessionId, StartTimeUs = 1, EndTimeUs = 2_000_000 } };
    }

    private static Demonstration Film(int frames)
    {
        var film = new DemonstrationFrames { Capture = Capture() };
        for (var i = 0; i < frames; i++)
        {
            var frame = new RecordedFrame { TimeUs = Time(i) };
            if (i % 4 == 1)
                frame.Floats = new FloatLandmarks { Values = { Floats(Frames[i]) } };
            else if (i % 4 != 3)
                frame.Compact = Compact(Frames[i]);
            film.Frames.Add(frame);
        }

        return new Demonstration { Frames = film };
    }

    private static CaptureSpan Span(long start, long end) => new() { StartTimeUs = start, EndTimeUs = end };

    private static ulong Time(int frame) => (ulong)frame * 33_333;
}
