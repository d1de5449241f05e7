using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Models;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Catalog;

/// <summary>Gyms and their exercises. Rare writes, each in a transaction of its own.</summary>
internal sealed class CatalogStore(DatabaseWriter writer, DatabaseReader reader) : ICatalogStore
{
    public async Task<IReadOnlyList<Exercise>?> Find(string gymId, CancellationToken cancellationToken) => await reader.Read(
        async (context, cancel) =>
        {
            if (!await context.Gyms.AnyAsync(gym => gym.GymId == gymId && gym.CatalogCreatedMicros != null, cancel))
                return null;

            return await context.Exercises
                .Where(row => row.GymId == gymId)
                .OrderBy(row => row.ExerciseId)
                .Select(row => new Exercise(row.ExerciseId, row.DisplayName))
                .ToListAsync(cancel);
        },
        cancellationToken);

    public Task Create(
        string gymId, long atMicros, IReadOnlyList<(Exercise Exercise, NewModel Model)> starters, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            using var context = connection.Context();
            connection.Journal.AddGym(gymId, atMicros);
            var gym = context.Gyms.Single(row => row.GymId == gymId);
            if (gym.CatalogCreatedMicros is not null)
                return 0;

            gym.CatalogCreatedMicros = atMicros;
            foreach (var (exercise, model) in starters)
            {
                Put(context, gymId, exercise, atMicros);
                var key = new ModelKey(gymId, AthleteId: "", exercise.ExerciseId);
                ModelStore.AddActivation(context, key, ModelStore.AddVersion(context, key, model), model.CreatedBy, model.CreatedMicros);
            }

            return context.SaveChanges();
        },
        alone: true, cancellationToken);

    public Task Put(string gymId, Exercise exercise, long atMicros, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            using var context = connection.Context();
            connection.Journal.AddGym(gymId, atMicros);
            Put(context, gymId, exercise, atMicros);
            return context.SaveChanges();
        },
        alone: true, cancellationToken);

    private static void Put(StorageContext context, string gymId, Exercise exercise, long atMicros)
    {
        if (context.Exercises.Find(gymId, exercise.ExerciseId) is { } row)
        {
            row.DisplayName = exercise.DisplayName;
            row.UpdatedMicros = atMicros;
            return;
        }

        context.Exercises.Add(new ExerciseRow
        {
            GymId = gymId,
            ExerciseId = exercise.ExerciseId,
            DisplayName = exercise.DisplayName,
            UpdatedMicros = atMicros,
        });
    }
}
