using PersonalPT.Contracts.Athletes;

namespace PersonalPT.Contracts.Storage;

/// <summary>Everything that is stored of a person, to be taken away.</summary>
public interface IAthleteArchive
{
    /// <summary>Whether anything names somebody, and be it only that he did something. That somebody else was asked about him, as the audit log has it, is nothing of his.</summary>
    Task<bool> Knows(AthleteKey athlete, CancellationToken cancellationToken);

    /// <summary>The archive's files, in order. Read one to its end before the next; each is read page by page, never as a whole.</summary>
    IAsyncEnumerable<ArchiveFile> Read(AthleteKey athlete, CancellationToken cancellationToken);
}

/// <summary>A file of the archive.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Description">What is in it, for whoever unpacks it.</param>
/// <param name="Content">Its content in pieces: of a <c>.jsonl</c> file one object a piece, without line ends.</param>
public sealed record ArchiveFile(string Name, string Description, IAsyncEnumerable<ReadOnlyMemory<byte>> Content);
