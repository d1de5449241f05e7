using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PersonalPT.Testing.Processes;

/// <summary>A real program in a process of its own, which ends with whoever started it at the latest.</summary>
public sealed partial class ChildProcess : IDisposable
{
    // Limit number 1 of Linux: how long a file may become.
    private const int FileSizeLimit = 1;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ChildProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>How long it has kept processors busy.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>A program that lies beside the running one.</summary>
    /// <param name="name">Without an ending.</param>
    public static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    /// <summary>Starts a program; both its outputs can be read here.</summary>
    public static ChildProcess Start(string program, params IEnumerable<string> args) => Start(new Dictionary<string, string>(), program, args);

    /// <summary>Starts a program with more in its environment; both its outputs can be read here.</summary>
    public static ChildProcess Start(IReadOnlyDictionary<string, string> environment, string program, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Starts a program that reads a text on standard input and then its end.</summary>
    public static ChildProcess StartWithInput(string input, IReadOnlyDictionary<string, string> environment, string program, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading.
        }

        return new ChildProcess(process);
    }

    /// <summary>
    /// Starts a program for which a full disk is an error like any other (Linux): a signal tells of it, too, and would end the program.
    /// See <see cref="LimitFiles"/>.
    /// </summary>
    public static ChildProcess StartForSmallDisk(string program, params IEnumerable<string> args) =>
        Start("/bin/sh", ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", program, .. args]);

    /// <summary>The next line of standard output; null at its end.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken) => await _process.StandardOutput.ReadLineAsync(cancellationToken);

    /// <summary>Sends a signal; does nothing where the process has ended.</summary>
    public void Signal(ProcessSignal signal)
    {
        if (!_process.HasExited)
            _ = Native.Kill(_process.Id, (int)signal);
    }

    /// <summary>No file that it writes to may grow beyond so many bytes from now on, as on a full disk; null: as long as it likes.</summary>
    public void LimitFiles(long? bytes)
    {
        if (Native.Limit(_process.Id, FileSizeLimit, 0, out var limits) != 0)
            throw new Win32Exception();
        limits.Soft = bytes is { } most ? (ulong)most : limits.Hard;
        if (Native.SetLimit(_process.Id, FileSizeLimit, in limits, 0) != 0)
            throw new Win32Exception();
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        Signal(ProcessSignal.Kill);
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits for its end, and gives what nobody has read of its outputs.</summary>
    public async Task<ProcessEnd> EndAsync(CancellationToken cancellationToken)
    {
        var output = await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return new ProcessEnd(_process.ExitCode, output, await _errors.WaitAsync(cancellationToken));
    }

    /// <summary>Ends it, with what it started.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static partial class Native
    {
        [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
        public static partial int Kill(int process, int signal);

        [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
        public static partial int Limit(int process, int resource, nint unchanged, out Limits now);

        [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
        public static partial int SetLimit(int process, int resource, in Limits wanted, nint unread);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public ulong Soft;
        public ulong Hard;
    }
}

/// <summary>What a program left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What stood on standard output.</param>
/// <param name="Errors">What stood on standard error.</param>
public sealed record ProcessEnd(int ExitCode, string Output, string Errors);
