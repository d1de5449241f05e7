using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Channels;

namespace PersonalPT.Cli.Load;

/// <summary>
/// One of the processes of a load run: this same program with another part to play. Its standard output is read line by line, its standard error goes to
/// this one's, and it ends when its standard input does, so that none stays behind whatever becomes of this process.
/// </summary>
internal sealed class LoadProcess : IAsyncDisposable
{
    private const int LinesThatWait = 256;
    private const string Program = "personalpt";

    private static readonly TimeSpan s_timeToEnd = TimeSpan.FromSeconds(15);

    private readonly string _part;
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(
        new BoundedChannelOptions(LinesThatWait) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private LoadProcess(string part, Process process)
    {
        (_part, _process) = (part, process);
        _ = ReadAsync();
    }

    /// <summary>Processor time used so far, user and system.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes of physical memory.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts one.</summary>
    /// <param name="part">What it is, for people.</param>
    /// <param name="arguments">Its command line.</param>
    /// <exception cref="CommandFailedException">It cannot be started.</exception>
    public static LoadProcess Start(string part, IEnumerable<string> arguments)
    {
        var (file, first) = Own();
        try
        {
            var process = Process.Start(new ProcessStartInfo(file, [.. first, .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            });
            return new LoadProcess(part, process!);
        }
        catch (Win32Exception e)
        {
            throw new CommandFailedException($"the {part} could not be started: {e.Message}.", e);
        }
    }

    /// <summary>The next line that it says.</summary>
    /// <exception cref="CommandFailedException">It has ended, or says nothing for too long.</exception>
    public async Task<string> NextLineAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(patience);
        try
        {
            return await _lines.Reader.ReadAsync(enough.Token);
        }
        catch (ChannelClosedException e)
        {
            throw new CommandFailedException($"the {_part} ended before its time; what it said about it stands above.", e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailedException($"the {_part} has said nothing for {patience.TotalSeconds:0} seconds.");
        }
    }

    /// <summary>Waits until it says this.</summary>
    /// <exception cref="CommandFailedException">It says that it cannot go on, or something else.</exception>
    public async Task ExpectAsync(string stage, TimeSpan patience, CancellationToken cancellationToken)
    {
        var said = await NextLineAsync(patience, cancellationToken);
        if (said.StartsWith(LoadStage.Failed, StringComparison.Ordinal))
            throw new CommandFailedException(said[LoadStage.Failed.Length..]);
        if (said != stage)
            throw new CommandFailedException($"the {_part} said '{said}' where '{stage}' was expected.");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(s_timeToEnd);
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static (string File, IReadOnlyList<string> First) Own()
    {
        var running = Environment.ProcessPath;
        if (Path.GetFileNameWithoutExtension(running) == Program)
            return (running!, []);
        var library = Path.Combine(AppContext.BaseDirectory, $"{Program}.dll");
        return Path.GetFileNameWithoutExtension(running) == "dotnet" ? (running!, [library]) : ("dotnet", [library]);
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
                await _lines.Writer.WriteAsync(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is gone, or this side has let go of it.
        }
        finally
        {
            _lines.Writer.TryComplete();
        }
    }
}
