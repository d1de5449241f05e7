using System.Diagnostics;
using System.Text.Json;

namespace PersonalPT.Cli.Tests;

/// <summary>The real program, as somebody starts it.</summary>
internal sealed class PersonalPTProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private PersonalPTProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it and lets it run.</summary>
    public static PersonalPTProcess Start(params IEnumerable<string> args) => Start(new Dictionary<string, string>(), args);

    /// <summary>Starts it with more in its environment, and lets it run.</summary>
    public static PersonalPTProcess Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "personalpt.exe" : "personalpt"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new PersonalPTProcess(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<PersonalPTResult> RunAsync(params IEnumerable<string> args)
    {
        using var process = Start(args);
        return await process.EndAsync();
    }

    /// <summary>Runs it to its end with more in its environment.</summary>
    public static async Task<PersonalPTResult> RunAsync(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> args)
    {
        using var process = Start(environment, args);
        return await process.EndAsync();
    }

    /// <summary>The next line of standard output; null at its end.</summary>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

    /// <summary>Ctrl+C.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<PersonalPTResult> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new PersonalPTResult(_process.ExitCode, output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}

/// <summary>What the program left behind.</summary>
internal sealed record PersonalPTResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard output; each must be JSON.</summary>
    public JsonElement[] JsonLines => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    /// <summary>Checks that it failed as it should: exit code 1, nothing on standard output, and one line on standard error, which is returned.</summary>
    public string RequireOneLineFailure()
    {
        Assert.True(ExitCode == Cli.ExitCode.Failed, $"Exit code {ExitCode}: {Error}");
        Assert.Empty(Output);
        var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 1, Error);
        Assert.StartsWith("personalpt: ", lines[0], StringComparison.Ordinal);
        return lines[0];
    }
}
