using PersonalPT.Contracts.Models;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;

namespace PersonalPT.Contracts.Storage;

/// <summary>Model versions. They never change; activation is a list of which was activated when, whose last entry counts.</summary>
public interface IModelStore
{
    /// <summary>All versions of one owner and exercise, oldest first, without contents.</summary>
    Task<StoredModels> List(ModelKey key, CancellationToken cancellationToken);

    /// <summary>One version's file; null where it does not exist.</summary>
    Task<byte[]?> Content(ModelKey key, int version, CancellationToken cancellationToken);

    /// <summary>Adds the next version and, if asked, activates it, in one transaction. The same request gives the version that it gave before.</summary>
    /// <returns>The version's number.</returns>
    Task<int> Add(ModelKey key, NewModel model, bool activate, CancellationToken cancellationToken);

    /// <summary>Adds an activation.</summary>
    Task Activate(ModelKey key, int version, string author, long atMicros, CancellationToken cancellationToken);
}

/// <summary>The versions of one owner and exercise.</summary>
/// <param name="Versions">Oldest first.</param>
/// <param name="Activations">Versions in the order of their activation; the last one is active. A roll-back is an activation, too.</param>
public sealed record StoredModels(IReadOnlyList<StoredModel> Versions, IReadOnlyList<int> Activations);

/// <summary>One version.</summary>
/// <param name="Version">From 1.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Report">What a coach should know.</param>
/// <param name="CreatedMicros">Microseconds since the Unix epoch.</param>
/// <param name="CreatedBy">Who made it.</param>
public sealed record StoredModel(int Version, ModelOrigin Origin, TrainingReport Report, long CreatedMicros, string CreatedBy);

/// <summary>A version to be added.</summary>
/// <param name="RequestId">The request that made it.</param>
/// <param name="File">A model file.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Report">What a coach should know.</param>
/// <param name="CreatedMicros">Microseconds since the Unix epoch.</param>
/// <param name="CreatedBy">Who made it.</param>
public sealed record NewModel(string RequestId, byte[] File, ModelOrigin Origin, TrainingReport Report, long CreatedMicros, string CreatedBy);
