using PersonalPT.Counting;
using PersonalPT.Counting.Models;

namespace PersonalPT.Fuzz.Targets;

/// <summary>A model file. One that is accepted must count: no number in it may become anything else than a number in the counter.</summary>
internal static class ModelFileTarget
{
    private const int FramesCounted = 8;

    public static FuzzTarget Create() => new("model-file", Attempt, Samples.Models, Samples.ModelDescriptor);

    public static bool Attempt(ReadOnlySpan<byte> bytes)
    {
        ExerciseModel model;
        try
        {
            model = ExerciseModel.Parse(bytes);
        }
        catch (ModelFormatException)
        {
            return false;
        }

        foreach (var pose in (ReadOnlySpan<IReadOnlyList<Counting.Skeletons.Landmark>>)[model.RestPose, model.ActivePose])
        {
            foreach (var l in pose)
                Leaks.NotFinite([l.X, l.Y, l.Z, l.Visibility], "a pose of a model");
        }

        if (!double.IsFinite(model.Report.Separation))
            throw new LeakException("The separation of a model is no number.");
        var counter = new RepCounter(model, new CountingSettings());
        var events = new List<CountingEvent>();
        for (var i = 0; i < FramesCounted; i++)
        {
            var frame = Samples.Frames[i];
            counter.Push(i + 1, frame.CaptureMicros, frame.Landmarks.Span, events);
            if (!float.IsFinite(counter.Status.Progress))
                throw new LeakException("The progress of a counter is no number.");
        }

        var written = model.ToBytes();
        if (!ExerciseModel.Parse(written).ToBytes().AsSpan().SequenceEqual(written))
            throw new LeakException("A model that was read, written and read is another one.");
        return true;
    }
}
