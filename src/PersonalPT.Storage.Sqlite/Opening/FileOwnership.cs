namespace PersonalPT.Storage.Sqlite.Opening;

/// <summary>
/// The right to be the only server on a file: an exclusive lock of the operating system on <c>FILE.lock</c>, which it takes back however the process
/// ends. The lock file stays, because removing it would race with the next server.
/// </summary>
internal sealed class FileOwnership : IDisposable
{
    // What the runtime reports for a lock that somebody else holds: EWOULDBLOCK on Linux, on macOS, and a sharing violation on Windows.
    private static readonly int[] _heldBySomebodyElse = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _lock;

    private FileOwnership(FileStream @lock) => _lock = @lock;

    /// <summary>Makes the folder where it is missing and takes the lock.</summary>
    /// <exception cref="StorageException">Another server holds it, or the folder cannot be written.</exception>
    public static FileOwnership Take(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(folder);
            return new FileOwnership(new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException failure) when (_heldBySomebodyElse.Contains(failure.HResult))
        {
            throw new StorageException($"'{path}' is in use by another PersonalPT server: stop that one, or give this one a file of its own.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OpeningFailures.NotWritable(folder, failure);
        }
    }

    public void Dispose() => _lock.Dispose();
}
