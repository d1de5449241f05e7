using System.Text.Json.Serialization;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Offline;

/// <summary>What an app stores of its models.</summary>
/// <param name="Format">The version of the form.</param>
/// <param name="Athletes">What the server said of exercises, for each athlete that it was asked about.</param>
/// <param name="Models">The models, the one that was fetched first before the others.</param>
internal sealed record SavedModels(int Format, IReadOnlyList<SavedAthlete> Athletes, IReadOnlyList<SavedModel> Models)
{
    /// <summary>The form that this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Whether nothing is null within the lists, which the reader does not see to.</summary>
    [JsonIgnore]
    public bool IsWhole => Models.All(model => model is not null) && Athletes.All(athlete => athlete?.Exercises.All(exercise => exercise is not null) == true);
}

/// <summary>The exercises that an athlete can do.</summary>
/// <param name="AthleteId">Whose they are; empty for the caller's.</param>
/// <param name="Exercises">The exercises.</param>
internal sealed record SavedAthlete(string AthleteId, IReadOnlyList<SavedExercise> Exercises);

/// <summary>An exercise.</summary>
/// <param name="ExerciseId">The exercise.</param>
/// <param name="Model">The model that would count it; null where nobody has taught it.</param>
internal sealed record SavedExercise(string ExerciseId, SavedReference? Model);

/// <summary>A model with its file.</summary>
/// <param name="Reference">Which one it is.</param>
/// <param name="File">Its file.</param>
internal sealed record SavedModel(SavedReference Reference, byte[] File);

/// <summary>A version of a model.</summary>
/// <param name="AthleteId">Whose it is; empty for the gym's.</param>
/// <param name="ExerciseId">The exercise.</param>
/// <param name="Version">The version.</param>
internal sealed record SavedReference(string AthleteId, string ExerciseId, uint Version)
{
    /// <summary>Of a reference of the contract.</summary>
    public static SavedReference Of(ModelReference reference) => new(reference.AthleteId, reference.ExerciseId, reference.Version);

    /// <summary>As a reference of the contract.</summary>
    public ModelReference ToReference() => new() { AthleteId = AthleteId, ExerciseId = ExerciseId, Version = Version };
}

/// <summary>Writes and reads <see cref="SavedModels"/>; nothing is left out and nothing is null that may not be.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SavedModels))]
internal sealed partial class SavedModelsJson : JsonSerializerContext;
