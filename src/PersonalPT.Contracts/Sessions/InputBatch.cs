namespace PersonalPT.Contracts.Sessions;

/// <summary>
/// Inputs on their way from a gateway to a session. The gateway owns the arrays and uses them again after the call has returned, so the grain copies
/// what it keeps; a call whose outcome is unknown gives them up.
/// </summary>
[GenerateSerializer, Immutable, Alias("PersonalPT.InputBatch")]
public sealed class InputBatch
{
    /// <summary>Number of the first input.</summary>
    [Id(0)]
    public required long FirstInputSeq { get; init; }

    /// <summary>The inputs, numbered from <see cref="FirstInputSeq"/> without a hole.</summary>
    [Id(1)]
    public required ReadOnlyMemory<SessionInput> Inputs { get; init; }

    /// <summary>The landmarks of the <see cref="InputKind.Frame"/> inputs, in order: 132 finite values each (x, y, z, visibility of landmark 0, of 1,
    /// ...), isotropic. The layout is that of <see cref="Counting.Skeletons.Landmark"/>.</summary>
    [Id(2)]
    public required ReadOnlyMemory<float> Landmarks { get; init; }

    /// <summary>The oldest input that the client could still send; 0 where it did not say.</summary>
    [Id(3)]
    public long OldestHeldInputSeq { get; init; }

    /// <summary>When the gateway read the newest input, microseconds since the Unix epoch by the server's clock: up to a linger after it came.</summary>
    [Id(4)]
    public long ArrivedMicros { get; init; }

    /// <summary>
    /// The number of the phone's stream that it came by, as given when the stream began to look on. 0 for a call without a stream: it is taken whichever
    /// stream is open, for it is the same phone's, and its inputs have their places in the same sequence.
    /// </summary>
    [Id(5)]
    public long StreamNumber { get; init; }

    /// <summary>The answer is to bring the session's status, and the caller shows it to the phone: the phone's observer is not told it a second time.</summary>
    [Id(6)]
    public bool TakesStatus { get; init; }
}

/// <summary>One input.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="CaptureMicros">When, microseconds since the Unix epoch by the phone's clock.</param>
/// <param name="ExerciseId">The exercise of <see cref="InputKind.SelectExercise"/>.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SessionInput")]
public readonly record struct SessionInput(
    [property: Id(0)] InputKind Kind, [property: Id(1)] long CaptureMicros, [property: Id(2)] string? ExerciseId = null);

/// <summary>What happened at the phone. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.InputKind")]
public enum InputKind
{
    /// <summary>A frame with a person in it.</summary>
    Frame = 1,
    /// <summary>A frame without.</summary>
    NobodySeen = 2,
    /// <summary>Ends the set; another exercise follows.</summary>
    SelectExercise = 3,
    /// <summary>Ends the set.</summary>
    EndSet = 4,
    /// <summary>Ends the set; frames are not counted until <see cref="Unpause"/>.</summary>
    Pause = 5,
    /// <summary>Frames are counted again.</summary>
    Unpause = 6,
    /// <summary>Ends the set and the session.</summary>
    EndSession = 7,
}
