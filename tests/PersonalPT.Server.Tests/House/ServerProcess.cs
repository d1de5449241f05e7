using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PersonalPT.Server.Tests.House;

/// <summary>The real program in a process of its own.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Where it answers.</summary>
    public Uri Grpc { get; private set; } = new("http://nowhere");

    /// <summary>How long it has kept processors busy.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it says that it serves.</summary>
    public static async Task<ServerProcess> Start(string dataFile)
    {
        var server = Launch($"--PersonalPT:DataFile={dataFile}", "--PersonalPT:GrpcPort=0", "--PersonalPT:WebPort=0");
        var line = await server._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is null)
            throw new InvalidOperationException(await server._errors);
        server.Grpc = new Uri(Address().Match(line).Value);
        return server;
    }

    /// <summary>Starts it, whatever comes of it.</summary>
    public static ServerProcess Launch(params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "PersonalPT.Server.exe" : "PersonalPT.Server"), args)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>kill -TERM, and waits for the end.</summary>
    public async Task<(int ExitCode, string Errors)> Stop()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await End();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Errors)> End()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    [GeneratedRegex(@"http://[^ ]+/")]
    private static partial Regex Address();
}
