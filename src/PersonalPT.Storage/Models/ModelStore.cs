using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Models;

/// <summary>Model versions and their activations. Rare writes, each in a transaction of its own.</summary>
internal sealed class ModelStore(DatabaseWriter writer, DatabaseReader reader) : IModelStore
{
    public async Task<StoredModels> List(ModelKey key, CancellationToken cancellationToken) => await reader.Read(
        async (context, cancel) =>
        {
            // Activations first: a version that is activated in between is then missing from them, and no activation lacks its version.
            var activations = await Activations(context, key).OrderBy(row => row.ActivationNumber).Select(row => row.Version).ToListAsync(cancel);
            var versions = await Versions(context, key)
                .OrderBy(row => row.Version)
                .Select(row => new { row.Version, row.Origin, row.Report, row.CreatedMicros, row.CreatedBy })
                .ToListAsync(cancel);
            return new StoredModels(
                versions.ConvertAll(row =>
                    new StoredModel(row.Version, row.Origin, TrainingReportJson.Read(row.Report), row.CreatedMicros, row.CreatedBy)),
                activations);
        },
        cancellationToken);

    public Task<byte[]?> Content(ModelKey key, int version, CancellationToken cancellationToken) => reader.Read(
        (context, cancel) => Versions(context, key).Where(row => row.Version == version).Select(row => row.Content).SingleOrDefaultAsync(cancel),
        cancellationToken);

    public Task<int> Add(ModelKey key, NewModel model, bool activate, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            using var context = connection.Context();
            if (Versions(context, key).Where(row => row.RequestId == model.RequestId).Select(row => (int?)row.Version).SingleOrDefault() is { } earlier)
                return earlier;

            connection.Journal.RefuseErased(key.GymId, key.AthleteId);
            connection.Journal.RefuseErased(key.GymId, model.CreatedBy);
            connection.Journal.AddGym(key.GymId, model.CreatedMicros);
            var version = AddVersion(context, key, model);
            if (activate)
                AddActivation(context, key, version, model.CreatedBy, model.CreatedMicros);

            context.SaveChanges();
            return version;
        },
        alone: true, cancellationToken);

    public Task Activate(ModelKey key, int version, string author, long atMicros, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            using var context = connection.Context();
            if (!Versions(context, key).Any(row => row.Version == version))
                throw new ArgumentOutOfRangeException(nameof(version), version, "There is no such version.");

            // Done again because nobody knew whether it was committed: this very activation is the newest already.
            var newest = Activations(context, key).OrderByDescending(row => row.ActivationNumber).FirstOrDefault();
            if (newest is not null && (newest.Version, newest.ActivatedBy, newest.ActivatedMicros) == (version, author, atMicros))
                return 0;

            connection.Journal.RefuseErased(key.GymId, author);
            AddActivation(context, key, version, author, atMicros);
            return context.SaveChanges();
        },
        alone: true, cancellationToken);

    /// <summary>Adds the next version to what will be saved.</summary>
    public static int AddVersion(StorageContext context, ModelKey key, NewModel model)
    {
        var version = (Versions(context, key).Max(row => (int?)row.Version) ?? 0) + 1;
        context.ModelVersions.Add(new ModelVersionRow
        {
            GymId = key.GymId,
            AthleteId = key.AthleteId,
            ExerciseId = key.ExerciseId,
            Version = version,
            RequestId = model.RequestId,
            Origin = model.Origin,
            Content = model.File,
            Report = TrainingReportJson.Write(model.Report),
            CreatedMicros = model.CreatedMicros,
            CreatedBy = model.CreatedBy,
        });
        return version;
    }

    /// <summary>Adds an activation to what will be saved.</summary>
    public static void AddActivation(StorageContext context, ModelKey key, int version, string author, long atMicros) =>
        context.ModelActivations.Add(new ModelActivationRow
        {
            GymId = key.GymId,
            AthleteId = key.AthleteId,
            ExerciseId = key.ExerciseId,
            ActivationNumber = (Activations(context, key).Max(row => (int?)row.ActivationNumber) ?? 0) + 1,
            Version = version,
            ActivatedBy = author,
            ActivatedMicros = atMicros,
        });

    private static IQueryable<ModelVersionRow> Versions(StorageContext context, ModelKey key) => context.ModelVersions.Where(
        row => row.GymId == key.GymId && row.AthleteId == key.AthleteId && row.ExerciseId == key.ExerciseId);

    private static IQueryable<ModelActivationRow> Activations(StorageContext context, ModelKey key) => context.ModelActivations.Where(
        row => row.GymId == key.GymId && row.AthleteId == key.AthleteId && row.ExerciseId == key.ExerciseId);
}
