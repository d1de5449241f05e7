using Grpc.Core;
using PersonalPT.Counting.Models;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Offline;

/// <summary>
/// The models that a phone can count with by itself, fetched from the server. A version never changes, so each is fetched once. One for an app; may be used
/// from any thread.
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
        {
            if (!_models.TryAdd(reference, model))
                return;
            _age.Enqueue(reference);
            if (_age.Count > MostModels)
                _models.Remove(_age.Dequeue());
        }
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
}
