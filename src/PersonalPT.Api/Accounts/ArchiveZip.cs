using PersonalPT.Contracts.Archives;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Accounts;

/// <summary>A person's archive as a zip, made piece by piece.</summary>
internal static class ArchiveZip
{
    /// <summary>The version of the format, said in the README. Files and columns may be added within one.</summary>
    public const int FormatVersion = 1;

    /// <summary>The archive's bytes, in order.</summary>
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
