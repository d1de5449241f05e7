using System.Collections.Concurrent;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Testing.Storage;

/// <summary>Gyms and exercises in memory.</summary>
public sealed class InMemoryCatalogStore(IModelStore models) : ICatalogStore
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Exercise>> _gyms = [];

    /// <inheritdoc/>
    public Task<IReadOnlyList<Exercise>?> Find(string gymId, CancellationToken cancellationToken) => Task.FromResult(
        _gyms.TryGetValue(gymId, out var exercises) ? (IReadOnlyList<Exercise>)[.. exercises.Values.OrderBy(e => e.ExerciseId, StringComparer.Ordinal)] : null);

    /// <inheritdoc/>
    public async Task Create(
        string gymId, long atMicros, IReadOnlyList<(Exercise Exercise, NewModel Model)> starters, CancellationToken cancellationToken)
    {
        var exercises = new ConcurrentDictionary<string, Exercise>(starters.Select(s => KeyValuePair.Create(s.Exercise.ExerciseId, s.Exercise)));
        if (!_gyms.TryAdd(gymId, exercises))
            return;

        foreach (var (exercise, model) in starters)
            await models.Add(new ModelKey(gymId, "", exercise.ExerciseId), model, activate: true, cancellationToken);
    }

    /// <inheritdoc/>
    public Task Put(string gymId, Exercise exercise, long atMicros, CancellationToken cancellationToken)
    {
        _gyms[gymId][exercise.ExerciseId] = exercise;
        return Task.CompletedTask;
    }
}
