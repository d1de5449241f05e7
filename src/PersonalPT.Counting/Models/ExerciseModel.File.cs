using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Models;

public sealed partial class ExerciseModel
{
    private static readonly TrainingReport s_nothingReported = new()
    {
        DemonstrationReps = 0,
        CountedReps = 0,
        Separation = 0,
        Features = [],
        DominantJoint = "",
        Frames = 0,
        FramesWithoutPerson = 0,
        Warnings = [],
    };

    internal ExerciseModel(
        TwoStateGaussian gaussian,
        IReadOnlyList<Landmark> restPose,
        IReadOnlyList<Landmark> activePose,
        long typicalRepMicros,
        ModelOrigin origin,
        TrainingReport report)
        : this(gaussian)
    {
        RestPose = restPose;
        ActivePose = activePose;
        TypicalRepMicros = typicalRepMicros;
        Origin = origin;
        Report = report;
    }

    /// <summary>
    /// A typical skeleton in State R, 33 landmarks. The middle of its hips is at 0; the unit is the same in both poses, and no landmark of them is
    /// farther than 1 from there.
    /// </summary>
    public IReadOnlyList<Landmark> RestPose { get; } = [];

    /// <summary>A typical skeleton in State A, 33 landmarks, in the coordinates of <see cref="RestPose"/>.</summary>
    public IReadOnlyList<Landmark> ActivePose { get; } = [];

    /// <summary>Median duration of the demonstration's reps, microseconds; 0 where none is whole.</summary>
    public long TypicalRepMicros { get; }

    /// <summary>Where the model comes from.</summary>
    public ModelOrigin Origin { get; } = ModelOrigin.Demonstration;

    /// <summary>What the coach was told at training.</summary>
    public TrainingReport Report { get; } = s_nothingReported;

    /// <summary>Reads a model file.</summary>
    /// <param name="bytes">What <see cref="ToBytes"/> gave, here or on another machine.</param>
    /// <exception cref="ModelFormatException">The bytes are no model, a damaged one, or one of a newer version. No other exception is thrown.</exception>
    public static ExerciseModel Parse(ReadOnlySpan<byte> bytes) => ModelFile.Read(bytes);

    /// <summary>The model as a file, at most 16 KB. The same model gives the same bytes.</summary>
    public byte[] ToBytes() => ModelFile.Write(this);

    /// <summary>The same model, said to come from elsewhere.</summary>
    public ExerciseModel WithOrigin(ModelOrigin origin) => new(Gaussian, RestPose, ActivePose, TypicalRepMicros, origin, Report);
}
