using PersonalPT.Contracts;
using System.Collections.Immutable;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Grains.Gyms;

/// <summary>A gym's exercises. The first time that a gym is asked for it is made, with the starter models.</summary>
internal sealed class CatalogGrain(ICatalogStore store, TimeProvider clock) : Grain, ICatalogGrain
{
    private ImmutableSortedDictionary<string, Exercise> _exercises = ImmutableSortedDictionary.Create<string, Exercise>(StringComparer.Ordinal);

    private string Gym => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var exercises = await store.Find(Gym, cancellationToken);
        if (exercises is null)
        {
            var now = clock.UtcMicros();
            await store.Create(Gym, now, StarterModels.Read(now), cancellationToken);
            exercises = await store.Find(Gym, cancellationToken) ?? throw new InvalidOperationException($"The gym '{Gym}' was made and is not there.");
        }

        _exercises = _exercises.AddRange(exercises.Select(e => KeyValuePair.Create(e.ExerciseId, e)));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Exercise>> Exercises() => Task.FromResult<IReadOnlyList<Exercise>>([.. _exercises.Values]);

    /// <inheritdoc/>
    public Task<bool> Has(string exerciseId) => Task.FromResult(_exercises.ContainsKey(exerciseId));

    /// <inheritdoc/>
    public async Task<Exercise> Put(string exerciseId, string displayName)
    {
        var exercise = new Exercise(exerciseId, displayName);
        await store.Put(Gym, exercise, clock.UtcMicros(), CancellationToken.None);
        _exercises = _exercises.SetItem(exerciseId, exercise);
        return exercise;
    }

    /// <inheritdoc/>
    public async Task<ModelReference?> Resolve(string athleteId, string exerciseId)
    {
        if (!_exercises.ContainsKey(exerciseId))
            return null;

        return await Active(athleteId, exerciseId) ?? await Active("", exerciseId);
    }

    private async Task<ModelReference?> Active(string athleteId, string exerciseId)
    {
        var version = await GrainFactory.GetGrain<IModelGrain>(new ModelKey(Gym, athleteId, exerciseId).ToString()).ActiveVersion();
        return version > 0 ? new ModelReference(athleteId, exerciseId, version) : null;
    }
}
