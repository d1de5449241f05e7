using PersonalPT.Contracts.Archives;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Contracts.Athletes;

/// <summary>A person's archive as a zip, made piece by piece.</summary>
public static class ArchiveZip
{
    /// <summary>The version of the format, said in the README. Files and columns may be added within one.</summary>
    public const int FormatVersion = 1;

    /// <summary>The archive's bytes, in order.</summary>
    /// <param name="athleteId">Whose it is.</param>
    /// <param name="madeAt">When; said in the README.</param>
    /// <param name="files">What is in it, read as it is sent.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Pieces of 64 KiB; the last one may be smaller.</returns>
    public static IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(
        string athleteId, DateTimeOffset madeAt, IAsyncEnumerable<ArchiveFile> files, CancellationToken cancellationToken) => ZipPieces.Of(
        $"""
        PersonalPT: everything that is kept about {athleteId}
        Made {madeAt:yyyy-MM-dd'T'HH:mm:ss'Z'}, format version {FormatVersion}.

        Files whose name ends with .jsonl are UTF-8 with one JSON object a line, named as the columns of the database; columns may be added. Times whose
        name ends with _micros are microseconds since 1970-01-01 UTC. Where a column names a model's owner, an empty text is the gym's catalog.


        """,
        files, cancellationToken);
}
