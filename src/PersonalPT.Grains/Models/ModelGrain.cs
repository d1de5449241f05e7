using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;

namespace PersonalPT.Grains.Models;

/// <summary>One owner's versions of one exercise. They live in the store; the grain knows their list and gives out numbers.</summary>
internal sealed class ModelGrain(IModelStore store, TrainingRoom room, TrainingInstruments instruments, TimeProvider clock) : Grain, IModelGrain
{
    private ModelKey _key;
    private StoredModels _models = new([], []);
    private ActivationHistory _history = new([]);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = ModelKey.Parse(this.GetPrimaryKeyString());

        // A gym is made with its starter models when it is first asked for; before that there is nothing to list.
        await Catalog.Has(_key.ExerciseId);
        await Load(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> ActiveVersion() => Task.FromResult(_history.Active);

    /// <inheritdoc/>
    public async Task<ModelContent?> Active() => _history.Active == 0 ? null : await Content(_history.Active);

    /// <inheritdoc/>
    public async Task<ModelContent?> Content(int version)
    {
        var wanted = version == 0 ? _history.Active : version;
        return wanted > 0 && await store.Content(_key, wanted, CancellationToken.None) is { } file ? new ModelContent(Reference(wanted), file) : null;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ModelVersion>> Versions() =>
        Task.FromResult<IReadOnlyList<ModelVersion>>([.. _models.Versions.Select(Describe)]);

    /// <inheritdoc/>
    public async Task<ModelResult> Train(string requestId, Lesson lesson, bool activate, string author)
    {
        if (await ExerciseIsMissing() is { } refusal)
            return refusal;

        try
        {
            var model = await room.Learn(
                "training", lesson, (l, ct) => OneShotTrainer.Train(l.Frames.Unpack(), l.Labels, l.SwapPoses, ct), CancellationToken.None);
            var result = await Add(requestId, model, model.ToBytes(), activate, author);
            instruments.Trainings.Add(1);
            return result;
        }
        catch (DemonstrationRefusedException e)
        {
            return Refuse(RefusalKind.Demonstration, e.Message);
        }
    }

    /// <inheritdoc/>
    public async Task<ModelResult> Import(string requestId, byte[] file, bool activate, string author)
    {
        if (await ExerciseIsMissing() is { } refusal)
            return refusal;

        try
        {
            return await Add(requestId, ExerciseModel.Parse(file), file, activate, author);
        }
        catch (ModelFormatException e)
        {
            return Refuse(RefusalKind.ModelFile, e.Message);
        }
    }

    /// <inheritdoc/>
    public async Task<ModelResult> Activate(int version, string author)
    {
        if (_models.Versions.All(v => v.Version != version))
            return Refuse(RefusalKind.NoSuchVersion, $"There is no version {version} of this model. {Known()}");

        if (version != _history.Active)
            await Point(version, author);
        return Done(version);
    }

    /// <inheritdoc/>
    public async Task<ModelResult> RollBack(int fromVersion, string author)
    {
        if (_history.Active == 0)
            return Refuse(RefusalKind.NothingToRollBack, "No version of this model is active. Activate one instead.");
        if (fromVersion != _history.Active)
        {
            return Refuse(
                RefusalKind.Conflict,
                $"Version {_history.Active} is active, not version {fromVersion}: somebody changed it meanwhile. Look at the versions again, then roll back.");
        }

        var before = _history.Before;
        if (before == 0)
            return Refuse(RefusalKind.NothingToRollBack, $"No other version was active before version {fromVersion}. {Known()}");

        await Point(before, author);
        return Done(before);
    }

    private ICatalogGrain Catalog => GrainFactory.GetGrain<ICatalogGrain>(_key.GymId);

    private async Task<ModelResult?> ExerciseIsMissing() => await Catalog.Has(_key.ExerciseId)
        ? null
        : Refuse(RefusalKind.NoSuchExercise, $"There is no exercise '{_key.ExerciseId}' in this gym. Add it to the gym's exercises first.");

    private async Task<ModelResult> Add(string requestId, ExerciseModel model, byte[] file, bool activate, string author)
    {
        var version = await store.Add(
            _key, new NewModel(requestId, file, model.Origin, model.Report, clock.UtcMicros(), author), activate, CancellationToken.None);
        await Load(CancellationToken.None);
        return Done(version);
    }

    private async Task Point(int version, string author)
    {
        await store.Activate(_key, version, author, clock.UtcMicros(), CancellationToken.None);
        await Load(CancellationToken.None);
    }

    private async Task Load(CancellationToken cancellationToken)
    {
        var models = await store.List(_key, cancellationToken);
        (_models, _history) = (models, new ActivationHistory(models.Activations));
    }

    private ModelReference Reference(int version) => new(_key.AthleteId, _key.ExerciseId, version);

    private ModelVersion Describe(StoredModel v) =>
        new(Reference(v.Version), v.Version == _history.Active, v.Origin, v.CreatedMicros, v.CreatedBy, v.Report);

    private string Known() => _models.Versions.Count switch
    {
        0 => "It has no versions yet: teach the exercise first.",
        1 => "Its only version is 1.",
        var count => $"Its versions are 1 to {count}.",
    };

    private ModelResult Done(int version) => new(Describe(_models.Versions.Single(v => v.Version == version)), null);

    private static ModelResult Refuse(RefusalKind kind, string message) => new(null, new Refusal(kind, message));
}
