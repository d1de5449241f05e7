namespace PersonalPT.Storage.Sqlite.Opening;

/// <summary>Looks at a file's first bytes before SQLite does, which might write to what it takes for a database.</summary>
internal static class SqliteHeader
{
    /// <summary>Must only be called while no connection of this process is open: closing any handle of a file drops all of a process's locks on it.</summary>
    /// <exception cref="StorageException">It is something else than a database.</exception>
    public static void Check(string path)
    {
        if (Directory.Exists(path))
            throw OpeningFailures.NotOurs(path);

        if (!File.Exists(path))
            return;

        Span<byte> start = stackalloc byte[16];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            // An empty file is a database that has not been written to yet.
            if (length > 0 && !start[..length].SequenceEqual("SQLite format 3\0"u8))
                throw OpeningFailures.NotOurs(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OpeningFailures.NotWritable(Path.GetDirectoryName(path)!, failure);
        }
    }
}
