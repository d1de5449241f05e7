using PersonalPT.Contracts;
using PersonalPT.Contracts.Models;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;
using PersonalPT.Fuzz.Targets;
using Lesson = PersonalPT.Contracts.Models.Lesson;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>Models that look at what they are to learn from, and learn nothing; an imported file is read as the real one is.</summary>
internal sealed class BoundaryModels : IModelGrain, ITrainingGrain
{
    private const int MostFrames = 36_000;
    private const int MostSpans = 1000;

    private static readonly ExerciseModel s_model = ExerciseModel.Parse(Samples.Models[0]);

    public static BoundaryModels One { get; } = new();

    public Task<ModelContent?> Active() => Content(0);

    public Task<int> ActiveVersion() => Task.FromResult(1);

    public Task<ModelContent?> Content(int version) =>
        Task.FromResult(version is 0 or 1 ? new ModelContent(BoundarySession.Model, Samples.Models[0]) : null);

    public Task<IReadOnlyList<ModelVersion>> Versions() => Task.FromResult<IReadOnlyList<ModelVersion>>([Version(s_model)]);

    public Task<ModelResult> Train(string requestId, Lesson lesson, bool activate, string author)
    {
        if (!Identifiers.IsUuid(requestId))
            throw new LeakException($"A request {requestId}.");
        Check(lesson);
        return Task.FromResult(new ModelResult(Version(s_model), null));
    }

    public Task<ModelResult> Import(string requestId, byte[] file, bool activate, string author)
    {
        if (!Identifiers.IsUuid(requestId) || file.Length is 0 or > 16 * 1024)
            throw new LeakException($"A file of {file.Length} bytes by the request {requestId}.");
        return Task.FromResult(ModelFileTarget.Attempt(file)
            ? new ModelResult(Version(ExerciseModel.Parse(file)), null)
            : new ModelResult(null, new Refusal(RefusalKind.ModelFile, "This is not an exercise model.")));
    }

    public Task<ModelResult> Activate(int version, string author) => Numbered(version);

    public Task<ModelResult> RollBack(int fromVersion, string author) => Numbered(fromVersion);

    public Task ReadAnew() => throw new NotSupportedException();

    public Task<PreviewResult> Preview(Lesson lesson)
    {
        Check(lesson);
        return Task.FromResult(new PreviewResult(null, new Refusal(RefusalKind.Demonstration, "Nobody moves in it.")));
    }

    private static Task<ModelResult> Numbered(int version) => version < 1
        ? throw new LeakException($"A version {version}.")
        : Task.FromResult(version == 1
            ? new ModelResult(Version(s_model), null)
            : new ModelResult(null, new Refusal(RefusalKind.NoSuchVersion, "There is no such version.")));

    private static ModelVersion Version(ExerciseModel model) => new(BoundarySession.Model, true, model.Origin, 1, "anna", model.Report);

    private static void Check(Lesson lesson)
    {
        var frames = lesson.Frames;
        if (frames.CaptureMicros.Length is 0 or > MostFrames || frames.Seen.Length != frames.CaptureMicros.Length
            || frames.Landmarks.Length != frames.Seen.Count(s => s) * Skeleton.LandmarkCount)
            throw new LeakException("A demonstration whose parts do not fit together.");
        for (var i = 1; i < frames.CaptureMicros.Length; i++)
        {
            if (frames.CaptureMicros[i] <= frames.CaptureMicros[i - 1])
                throw new LeakException("A demonstration whose times do not rise.");
        }

        foreach (var l in frames.Landmarks)
            Leaks.NotFinite([l.X, l.Y, l.Z, l.Visibility], "a demonstration");
        switch (lesson.Labels)
        {
            case DemonstrationLabels.RepCount { Count: < 1 or > MostSpans }:
                throw new LeakException("A demonstration of no reps.");
            case DemonstrationLabels.RepSpans reps:
                Check(reps.Reps);
                break;
            case DemonstrationLabels.StateSpans states:
                Check(states.Active);
                Check(states.Rest);
                break;
        }
    }

    private static void Check(IReadOnlyList<CaptureSpan> spans)
    {
        if (spans.Count is 0 or > MostSpans || spans.Any(s => s.EndMicros <= s.StartMicros || s.StartMicros < 0))
            throw new LeakException("A label that spans no time.");
    }
}
