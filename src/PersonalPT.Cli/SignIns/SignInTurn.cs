namespace PersonalPT.Cli.SignIns;

/// <summary>
/// Whoever has the turn may change what is kept; everybody else, in whatever process, waits. The system takes it back from a process that has ended, so nobody
/// waits for the dead.
/// </summary>
internal sealed class SignInTurn : IDisposable
{
    /// <summary>So long is waited: longer than somebody takes who renews tokens at a server that does not answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _held;

    private SignInTurn(FileStream held) => _held = held;

    /// <summary>Takes the turn when nobody else has it.</summary>
    /// <param name="file">The file that stands for it; it stays, empty.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="CommandFailedException">Somebody else does not give it back.</exception>
    public static async Task<SignInTurn> TakeAsync(string file, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new SignInTurn(new FileStream(file, options));
            }
            // Those that derive from it say something else than that somebody has the file.
            catch (IOException e) when (e.GetType() == typeof(IOException))
            {
                if (time.GetElapsedTime(since) > Patience)
                    throw new CommandFailedException($"{file}: another command has held it for {Patience.TotalSeconds:0} s ({e.Message.TrimEnd('.')}); end that one and try again.", e);
                await Task.Delay(s_again, time, cancellationToken);
            }
        }
    }

    public void Dispose() => _held.Dispose();
}
