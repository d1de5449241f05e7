using System.Text.Json;
using Grpc.Core;
using PersonalPT.Counting.Models;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Offline;

/// <summary>
/// The models that a phone can count with by itself, fetched from the server. A version never changes, so each is fetched once. They are kept in memory; an
/// app that is to have them when it is opened again stores what <see cref="Save"/> gives, and gives it to <see cref="TryRestore"/>. One for an app; may be
/// used from any thread.
/// </summary>
/// <param name="client">The server.</param>
public sealed class OfflineModels(PersonalPTClient client)
{
    // A model file is at most 16 KB, and a model in memory about as much.
    private const int MostModels = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<ModelReference, ExerciseModel> _models = [];
    private readonly Queue<ModelReference> _age = [];
    private readonly Dictionary<string, Dictionary<string, ModelReference?>> _exercises = [];

    /// <summary>Asks which model would count an athlete in each exercise of the gym, and fetches those of some exercises.</summary>
    /// <param name="exerciseIds">What may be done while there is no connection; what the gym does not have, or nobody has taught, is passed over.</param>
    /// <param name="athleteId">Whose sessions they are. Default: the caller's.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PersonalPTException">The server refused, or could not be reached.</exception>
    /// <exception cref="ModelFormatException">A model was made by a newer version than this library reads.</exception>
    public async Task PrepareAsync(IEnumerable<string> exerciseIds, string? athleteId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(exerciseIds);
        var athlete = athleteId ?? "";
        try
        {
            var list = await client.Exercises.ListExercisesAsync(new ListExercisesRequest { AthleteId = athlete }, cancellationToken: cancellationToken);
            lock (_gate)
                _exercises[athlete] = list.Exercises.ToDictionary(exercise => exercise.ExerciseId, ModelReference? (exercise) => exercise.Model);
        }
        catch (RpcException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw PersonalPTException.From(error);
        }

        foreach (var exerciseId in exerciseIds)
        {
            if (IsTaught(athlete, exerciseId, out var reference) == true)
                await FetchAsync(reference!, cancellationToken);
        }
    }

    /// <summary>Everything that was fetched, for the app to store: the models, at most 64, and which of them counts what. A few KB for each model.</summary>
    /// <returns>What <see cref="TryRestore"/> reads. It belongs to the one who is signed in, as the models do.</returns>
    public byte[] Save()
    {
        SavedAthlete[] athletes;
        KeyValuePair<ModelReference, ExerciseModel>[] models;
        lock (_gate)
        {
            athletes = [.. _exercises.Select(athlete => new SavedAthlete(athlete.Key, [.. athlete.Value.Select(exercise =>
                new SavedExercise(exercise.Key, exercise.Value is { } model ? SavedReference.Of(model) : null))]))];
            models = [.. _age.Select(reference => KeyValuePair.Create(reference, _models[reference]))];
        }

        var saved = new SavedModels(
            SavedModels.CurrentFormat, athletes, [.. models.Select(model => new SavedModel(SavedReference.Of(model.Key), model.Value.ToBytes()))]);
        return JsonSerializer.SerializeToUtf8Bytes(saved, SavedModelsJson.Default.SavedModels);
    }

    /// <summary>
    /// Takes back what <see cref="Save"/> gave, without a connection. What was fetched here already is newer and stays; <see cref="PrepareAsync"/> still asks
    /// the server what is to be used now.
    /// </summary>
    /// <param name="saved">What the app stored, for the one who is signed in now.</param>
    /// <returns>False where it is damaged, or was written by a version of this library that does so otherwise: nothing of it is taken, and
    /// <see cref="PrepareAsync"/> fetches everything again.</returns>
    public bool TryRestore(ReadOnlySpan<byte> saved)
    {
        SavedModels? content;
        var models = new List<(ModelReference Reference, ExerciseModel Model)>();
        try
        {
            content = JsonSerializer.Deserialize(saved, SavedModelsJson.Default.SavedModels);
            if (content?.Format != SavedModels.CurrentFormat || !content.IsWhole)
                return false;
            foreach (var model in content.Models)
                models.Add((model.Reference.ToReference(), ExerciseModel.Parse(model.File)));
        }
        catch (Exception error) when (error is JsonException or ModelFormatException)
        {
            return false;
        }

        lock (_gate)
        {
            foreach (var athlete in content.Athletes)
                _exercises.TryAdd(athlete.AthleteId, Listed(athlete));
            foreach (var (reference, model) in models)
                Keep(reference, model);
        }

        return true;
    }

    /// <summary>Fetches a model that is not here yet.</summary>
    /// <exception cref="PersonalPTException">The server refused, or could not be reached.</exception>
    /// <exception cref="ModelFormatException">It was made by a newer version than this library reads.</exception>
    internal async Task FetchAsync(ModelReference reference, CancellationToken cancellationToken)
    {
        if (Find(reference) is not null)
            return;
        ExportModelResponse file;
        try
        {
            file = await client.Models.ExportModelAsync(
                new ExportModelRequest { AthleteId = reference.AthleteId, ExerciseId = reference.ExerciseId, Version = reference.Version },
                cancellationToken: cancellationToken);
        }
        catch (RpcException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw PersonalPTException.From(error);
        }

        var model = ExerciseModel.Parse(file.Model.Span);
        lock (_gate)
            Keep(reference, model);
    }

    /// <summary>A model, where it is here.</summary>
    internal ExerciseModel? Find(ModelReference reference)
    {
        lock (_gate)
            return _models.GetValueOrDefault(reference);
    }

    /// <summary>Whether the server can count an exercise, as it said last; null where it was not asked.</summary>
    /// <param name="athleteId">Whose session it is; empty for the caller's.</param>
    /// <param name="exerciseId">The exercise.</param>
    /// <param name="reference">The model that would count it.</param>
    internal bool? IsTaught(string athleteId, string exerciseId, out ModelReference? reference)
    {
        reference = null;
        lock (_gate)
            return _exercises.TryGetValue(athleteId, out var exercises) ? exercises.TryGetValue(exerciseId, out reference) && reference is not null : null;
    }

    // An exercise that stands there twice is the last one's.
    private static Dictionary<string, ModelReference?> Listed(SavedAthlete athlete)
    {
        var exercises = new Dictionary<string, ModelReference?>();
        foreach (var exercise in athlete.Exercises)
            exercises[exercise.ExerciseId] = exercise.Model?.ToReference();
        return exercises;
    }

    private void Keep(ModelReference reference, ExerciseModel model)
    {
        if (!_models.TryAdd(reference, model))
            return;
        _age.Enqueue(reference);
        if (_age.Count > MostModels)
            _models.Remove(_age.Dequeue());
    }
}
