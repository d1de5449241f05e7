using System.Text;

namespace PersonalPT.Storage.Sqlite.Opening;

/// <summary>
/// The right to be the only server on a file: an exclusive lock of the operating system on <c>FILE.lock</c>, which it takes back however the process
/// ends. The lock file stays, with the number of the process in it; only one that was made for a start that was then refused goes again.
/// </summary>
internal sealed class FileOwnership : IDisposable
{
    // What the runtime reports for a lock that somebody else holds: EWOULDBLOCK on Linux, on macOS, and a sharing violation on Windows.
    private static readonly int[] _heldBySomebodyElse = [11, 35, unchecked((int)0x80070020)];

    // Each time somebody else must have removed the file in the very moment between opening and locking it.
    private const int Tries = 100;

    // No block of a disk more than the process's number takes, where holes in files take any at all.
    private const int LongestSign = 4096;

    private readonly FileStream _lock;
    private readonly bool _isNew;

    private FileOwnership(FileStream @lock, bool isNew) => (_lock, _isNew) = (@lock, isNew);

    /// <summary>Makes the folder where it is missing and takes the lock.</summary>
    /// <exception cref="StorageException">Another server holds it, or the folder cannot be written.</exception>
    public static FileOwnership Take(string path) => Take(path, lockFile => new FileInfo(lockFile) is { Exists: true } file ? file.Length : -1);

    /// <summary>The same on a file system that says of the lock file's path how long the file there is.</summary>
    internal static FileOwnership Take(string path, Func<string, long> lengthAt)
    {
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(folder);
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                var isNew = !File.Exists(path + ".lock");
                var file = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
                if (Sign(file, lengthAt))
                    return new FileOwnership(file, isNew);

                file.Dispose();
            }

            throw new StorageException(
                $"'{path}.lock' was locked {Tries} times, and each time the file at that path was another one: use a file system that shows a file as it is, on a local disk.");
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

    /// <summary>Gives the right back where nothing came of it, and leaves nothing behind that was not there before.</summary>
    public void Withdraw()
    {
        // Removed while it is held where the system lets it: whoever had it open already notices, see below.
        if (_isNew && !OperatingSystem.IsWindows())
            File.Delete(_lock.Name);
        _lock.Dispose();
    }

    // Between opening the file and locking it somebody else may have removed it, and then it protects nothing. A file that is held cannot be opened again
    // to compare, not even by its owner, and its times are its owner's alone to set; so it is given lengths by chance, which the path must show, until the
    // process's number is written. Where a file that is open cannot be removed there is nothing to find out.
    private static bool Sign(FileStream file, Func<string, long> lengthAt)
    {
        for (var i = 0; i < 3 && !OperatingSystem.IsWindows(); i++)
        {
            var sign = Random.Shared.Next(LongestSign);
            file.SetLength(sign);
            if (lengthAt(file.Name) != sign)
                return false;
        }

        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        return true;
    }
}
