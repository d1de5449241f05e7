using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;

namespace PersonalPT.Contracts.Models;

/// <summary>One immutable version, without its content.</summary>
/// <param name="Reference">Its name.</param>
/// <param name="Active">Whether the owner's sets are counted with it.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="CreatedMicros">Microseconds since the Unix epoch.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Report">What a coach should know.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.ModelVersion")]
public sealed record ModelVersion(
    [property: Id(0)] ModelReference Reference,
    [property: Id(1)] bool Active,
    [property: Id(2)] ModelOrigin Origin,
    [property: Id(3)] long CreatedMicros,
    [property: Id(4)] string CreatedBy,
    [property: Id(5)] TrainingReport Report);

/// <summary>A version with its content.</summary>
/// <param name="Reference">Its name.</param>
/// <param name="File">A model file.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.ModelContent")]
public sealed record ModelContent([property: Id(0)] ModelReference Reference, [property: Id(1)] byte[] File);
