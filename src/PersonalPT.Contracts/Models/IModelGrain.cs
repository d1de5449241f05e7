using Orleans.Concurrency;

namespace PersonalPT.Contracts.Models;

/// <summary>The versions of one owner's model of one exercise, and which of them is active. Key: <see cref="ModelKey"/>.</summary>
[Alias("PersonalPT.IModelGrain")]
public interface IModelGrain : IGrainWithStringKey
{
    /// <summary>The active version's content, or null where nothing is active.</summary>
    [Alias("Active"), AlwaysInterleave]
    Task<ModelContent?> Active();

    /// <summary>The number of the active version, 0 where nothing is active.</summary>
    [Alias("ActiveVersion"), AlwaysInterleave]
    Task<int> ActiveVersion();

    /// <summary>One version's content; null where it does not exist. 0: the active one.</summary>
    [Alias("Content"), AlwaysInterleave]
    Task<ModelContent?> Content(int version);

    /// <summary>All versions, oldest first.</summary>
    [Alias("Versions"), AlwaysInterleave]
    Task<IReadOnlyList<ModelVersion>> Versions();

    /// <summary>Learns the next version. The same request gives the same version again.</summary>
    [Alias("Train")]
    Task<ModelResult> Train(string requestId, Lesson lesson, bool activate, string author);

    /// <summary>Makes the next version of an exported model. The same request gives the same version again.</summary>
    [Alias("Import")]
    Task<ModelResult> Import(string requestId, byte[] file, bool activate, string author);

    /// <summary>Activates a version.</summary>
    [Alias("Activate")]
    Task<ModelResult> Activate(int version, string author);

    /// <summary>Activates the version that was active before; refused where <paramref name="fromVersion"/> is not the active one.</summary>
    [Alias("RollBack")]
    Task<ModelResult> RollBack(int fromVersion, string author);

    /// <summary>What is stored was changed from outside: reads it anew.</summary>
    [Alias("ReadAnew")]
    Task ReadAnew();
}

/// <summary>Learns without keeping anything. Key: any.</summary>
[Alias("PersonalPT.ITrainingGrain")]
public interface ITrainingGrain : IGrainWithIntegerKey
{
    /// <summary>What would be learnt.</summary>
    [Alias("Preview")]
    Task<PreviewResult> Preview(Lesson lesson);
}
