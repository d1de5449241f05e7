using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Testing.Storage;

/// <summary>Model versions in memory.</summary>
public sealed class InMemoryModelStore : IModelStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ModelKey, Owner> _owners = [];

    /// <inheritdoc/>
    public Task<StoredModels> List(ModelKey key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var owner = Of(key);
            return Task.FromResult(new StoredModels(
                [.. owner.Models.Select((m, i) => new StoredModel(i + 1, m.Origin, m.Report, m.CreatedMicros, m.CreatedBy))], [.. owner.Activations]));
        }
    }

    /// <inheritdoc/>
    public Task<byte[]?> Content(ModelKey key, int version, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var models = Of(key).Models;
            return Task.FromResult(version >= 1 && version <= models.Count ? models[version - 1].File : null);
        }
    }

    /// <inheritdoc/>
    public Task<int> Add(ModelKey key, NewModel model, bool activate, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var owner = Of(key);
            var before = owner.Models.FindIndex(m => m.RequestId == model.RequestId);
            if (before >= 0)
                return Task.FromResult(before + 1);

            owner.Models.Add(model);
            if (activate)
                owner.Activations.Add(owner.Models.Count);
            return Task.FromResult(owner.Models.Count);
        }
    }

    /// <inheritdoc/>
    public Task Activate(ModelKey key, int version, string author, long atMicros, CancellationToken cancellationToken)
    {
        lock (_lock)
            Of(key).Activations.Add(version);
        return Task.CompletedTask;
    }

    private Owner Of(ModelKey key)
    {
        if (!_owners.TryGetValue(key, out var owner))
            _owners.Add(key, owner = new Owner([], []));
        return owner;
    }

    private sealed record Owner(List<NewModel> Models, List<int> Activations);
}
