using Microsoft.Data.Sqlite;

namespace PersonalPT.Storage.Sqlite.Opening;

/// <summary>Says in one line each why a file cannot be opened and what to do.</summary>
internal static class OpeningFailures
{
    // Primary result codes, https://www.sqlite.org/rescode.html
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static StorageException NotWritable(string folder, Exception? failure) =>
        new($"The folder '{folder}' cannot be written: let the server's user write there, or name a file elsewhere.{Detail(failure)}", failure);

    public static StorageException NotThere(string path) =>
        new($"There is no database '{path}': name another file; a server makes its own when it starts.");

    public static StorageException InTheWay(string path) =>
        new($"'{path}' is there already and was left as it is: name another file, or say with --force that it is to be replaced.");

    public static StorageException NotBackedUp(string path, string file, SqliteException failure) => failure.SqliteErrorCode switch
    {
        Full => new StorageException($"There is no room on the disk of '{file}': make some, or name a file elsewhere.", failure),
        CannotOpen => new StorageException($"'{path}' or '{file}' cannot be opened: let this user read the first and write the second.{Detail(failure)}", failure),
        _ => Of(path, failure),
    };

    public static StorageException NotOurs(string path) =>
        new($"'{path}' is not a PersonalPT database: name another file (this one was left as it is).");

    public static StorageException Damaged(string path, string detail, Exception? failure = null) =>
        new($"'{path}' is damaged: move it away and put a backup in its place (it was left as it is). SQLite says: {OneLine(detail)}", failure);

    public static StorageException Newer(string path, string migration) =>
        new($"'{path}' was made by a newer PersonalPT: start that version, or name another file (this one was left as it is). "
            + $"This version does not know the migration '{migration}'.");

    public static StorageException NoWriteAheadLog(string path) =>
        new($"'{path}' lies on a file system without shared memory: put it on a local disk.");

    public static StorageException Of(string path, SqliteException failure) => failure.SqliteErrorCode switch
    {
        Corrupt or NotADatabase => Damaged(path, failure.Message, failure),
        ReadOnly or CannotOpen => new StorageException(
            $"'{path}' cannot be opened for writing: let the server's user write it and its folder, or name a file elsewhere.{Detail(failure)}", failure),
        Full => new StorageException($"There is no room on the disk of '{path}': make some, then start again.", failure),
        InputOutput => new StorageException($"The disk of '{path}' fails: look at the system's log, then start again.{Detail(failure)}", failure),
        _ => new StorageException($"'{path}' cannot be opened: see what SQLite says, then start again.{Detail(failure)}", failure),
    };

    private static string Detail(Exception? failure) => failure is null ? "" : $" ({OneLine(failure.Message)})";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
