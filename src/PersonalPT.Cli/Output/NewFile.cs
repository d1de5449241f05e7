namespace PersonalPT.Cli.Output;

/// <summary>Writes a file in one piece: what stood there before stays until the new one is whole.</summary>
internal static class NewFile
{
    /// <returns>The file's size in bytes.</returns>
    /// <exception cref="CommandFailedException">It cannot be written.</exception>
    public static async Task<long> WriteAsync(string file, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var whole = Path.GetFullPath(file);
        var partial = whole + ".partial";
        try
        {
            long length;
            await using (var stream = File.Create(partial))
            {
                await write(stream, cancellationToken);
                length = stream.Length;
            }

            File.Move(partial, whole, overwrite: true);
            return length;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException or IOException)
        {
            throw new CommandFailedException($"{whole}: cannot be written ({e.Message.TrimEnd('.')}); choose another file or folder.", e);
        }
        finally
        {
            if (Path.Exists(partial))
                File.Delete(partial);
        }
    }
}
