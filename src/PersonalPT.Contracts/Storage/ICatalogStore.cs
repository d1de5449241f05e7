using PersonalPT.Contracts.Gyms;

namespace PersonalPT.Contracts.Storage;

/// <summary>Gyms and their exercises.</summary>
public interface ICatalogStore
{
    /// <summary>A gym's exercises by id, or null where the gym has no catalog yet.</summary>
    Task<IReadOnlyList<Exercise>?> Find(string gymId, CancellationToken cancellationToken);

    /// <summary>Makes a gym with its first exercises and their catalog models, in one transaction; one that is there is left as it is.</summary>
    Task Create(string gymId, long atMicros, IReadOnlyList<(Exercise Exercise, NewModel Model)> starters, CancellationToken cancellationToken);

    /// <summary>Adds an exercise or renames it.</summary>
    Task Put(string gymId, Exercise exercise, long atMicros, CancellationToken cancellationToken);
}
