using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Testing.Sessions;

/// <summary>One input as a phone made it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="CaptureMicros">When, microseconds since the Unix epoch; of a control: not known and not needed.</param>
/// <param name="Landmarks">Of a frame: 33, or none where nobody was seen.</param>
/// <param name="ExerciseId">Of a choice of exercise.</param>
public readonly record struct MadeInput(MadeInputKind Kind, long CaptureMicros, ReadOnlyMemory<Landmark> Landmarks, string? ExerciseId = null)
{
    /// <summary>Its number in the session.</summary>
    public long Seq { get; init; }
}

/// <summary>What an input is.</summary>
public enum MadeInputKind
{
    /// <summary>An image, with or without a person.</summary>
    Frame = 1,
    /// <summary>Another exercise.</summary>
    SelectExercise = 2,
    /// <summary>The end of the running set.</summary>
    EndSet = 3,
    /// <summary>Frames are not counted from here on.</summary>
    Pause = 4,
    /// <summary>Frames are counted again.</summary>
    Unpause = 5,
    /// <summary>The last input.</summary>
    EndSession = 6,
}
