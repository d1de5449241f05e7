using Microsoft.Extensions.Caching.Memory;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting.Models;

namespace PersonalPT.Grains.Models;

/// <summary>
/// Models as the counters use them: read once for a silo, shared by all of its sessions. Versions never change, so nothing gets old here, with one exception: whoever
/// was erased may begin anew, and his versions with 1. So what is an athlete's own stays for minutes only, and goes at once where an erasure is known.
/// </summary>
internal sealed class ModelShelf(IModelStore store) : IDisposable
{
    private const int MostModels = 512;

    private static readonly TimeSpan s_ownStays = TimeSpan.FromMinutes(5);

    private readonly MemoryCache _models = new(new MemoryCacheOptions { SizeLimit = MostModels });

    /// <summary>Takes a model.</summary>
    /// <exception cref="InvalidOperationException">There is no such version.</exception>
    /// <exception cref="ModelFormatException">Its file cannot be read.</exception>
    public async Task<ExerciseModel> Get(string gymId, ModelReference reference, CancellationToken cancellationToken)
    {
        if (_models.TryGetValue((gymId, reference), out ExerciseModel? model))
            return model!;

        var key = new ModelKey(gymId, reference.AthleteId, reference.ExerciseId);
        var file = await store.Content(key, reference.Version, cancellationToken)
            ?? throw new InvalidOperationException($"Version {reference.Version} of the model {key} is not in the store.");
        return _models.Set((gymId, reference), ExerciseModel.Parse(file), new MemoryCacheEntryOptions
        {
            Size = 1,
            AbsoluteExpirationRelativeToNow = reference.AthleteId.Length > 0 ? s_ownStays : null,
        });
    }

    /// <summary>Takes all versions of one owner and exercise away.</summary>
    public void Forget(ModelKey key)
    {
        foreach (var place in _models.Keys.OfType<(string GymId, ModelReference Model)>())
        {
            if ((place.GymId, place.Model.AthleteId, place.Model.ExerciseId) == (key.GymId, key.AthleteId, key.ExerciseId))
                _models.Remove(place);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _models.Dispose();
}
