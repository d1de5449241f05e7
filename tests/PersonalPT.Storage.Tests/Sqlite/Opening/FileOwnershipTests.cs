using PersonalPT.Storage.Sqlite.Opening;

namespace PersonalPT.Storage.Tests.Sqlite.Opening;

public sealed class FileOwnershipTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LockFile => _folder.File + ".lock";

    [Fact]
    public void A_lock_file_that_was_replaced_between_opening_and_locking_is_not_the_one_that_is_held()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("A file that is open cannot be removed on Windows.");

        var looks = 0;
        using var own = FileOwnership.Take(_folder.File, path =>
        {
            if (++looks == 1)
            {
                File.Delete(path);
                File.WriteAllText(path, "");
            }

            return looks == 1 ? -1 : new FileInfo(path).Length;
        });

        Assert.True(looks > 1);
        Assert.Contains("in use by another", Assert.Throws<StorageException>(() => FileOwnership.Take(_folder.File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_file_that_is_gone_is_made_again()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("A file that is open cannot be removed on Windows.");

        var looks = 0;
        using var own = FileOwnership.Take(_folder.File, path =>
        {
            if (++looks == 1)
                File.Delete(path);
            return new FileInfo(path) is { Exists: true } file ? file.Length : -1;
        });

        Assert.True(File.Exists(LockFile));
        Assert.Throws<StorageException>(() => FileOwnership.Take(_folder.File));
    }

    [Fact]
    public void A_file_system_that_never_shows_what_is_held_is_given_up_with_one_clear_error()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("On Windows nothing is compared.");

        var looks = 0;
        var error = Assert.Throws<StorageException>(() => FileOwnership.Take(_folder.File, _ =>
        {
            looks++;
            return -1;
        }));

        Assert.InRange(looks, 1, 1000);
        Assert.Contains(LockFile, error.Message, StringComparison.Ordinal);
        // And it is not held.
        FileOwnership.Take(_folder.File).Dispose();
    }

    [Fact]
    public void The_files_own_time_is_left_to_the_file_system()
    {
        var before = DateTime.UtcNow.AddMinutes(-1);
        using var own = FileOwnership.Take(_folder.File);

        Assert.True(File.GetLastWriteTimeUtc(LockFile) > before);
    }

    public void Dispose() => _folder.Dispose();
}
