namespace PersonalPT.Storage.Sqlite;

/// <summary>A SQLite file as storage.</summary>
public sealed record SqliteStorageOptions
{
    /// <summary>The database's file; made with its folder where it is not there. Beside it lie <c>-wal</c>, <c>-shm</c> and <c>.lock</c> files.</summary>
    public required string Path { get; init; }

    /// <summary>Writes that wait before their callers have to wait for room. Default: 4096, one for each of the sessions that a server holds.</summary>
    public int QueueCapacity { get; init; } = 4096;

    /// <summary>Writes in one transaction at most, so that none waits behind more than these. Default: 256.</summary>
    public int LargestGroup { get; init; } = 256;
}
