using System.Text.Json;
using PersonalPT.Testing.Processes;

namespace PersonalPT.Cli.Tests;

/// <summary>The real program, as somebody starts it.</summary>
internal sealed class PersonalPTProcess : IDisposable
{
    private readonly ChildProcess _process;

    private PersonalPTProcess(ChildProcess process) => _process = process;

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it and lets it run.</summary>
    public static PersonalPTProcess Start(params IEnumerable<string> args) => Start(new Dictionary<string, string>(), args);

    /// <summary>Starts it with more in its environment, and lets it run.</summary>
    public static PersonalPTProcess Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> args) =>
        new(ChildProcess.Start(environment, ChildProcess.Beside("personalpt"), args));

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

    /// <summary>Runs it to its end with more in its environment, and a text on standard input.</summary>
    public static async Task<PersonalPTResult> RunWithInputAsync(string input, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> args)
    {
        using var process = new PersonalPTProcess(ChildProcess.StartWithInput(input, environment, ChildProcess.Beside("personalpt"), args));
        return await process.EndAsync();
    }

    /// <summary>The next line of standard output; null at its end.</summary>
    public Task<string?> ReadLineAsync() => _process.ReadLineAsync(TestContext.Current.CancellationToken);

    /// <summary>Ctrl+C.</summary>
    public Task InterruptAsync()
    {
        _process.Signal(ProcessSignal.Interrupt);
        return Task.CompletedTask;
    }

    /// <summary>Waits for its end.</summary>
    public async Task<PersonalPTResult> EndAsync()
    {
        var end = await _process.EndAsync(TestContext.Current.CancellationToken);
        return new PersonalPTResult(end.ExitCode, end.Output, end.Errors);
    }

    public void Dispose() => _process.Dispose();
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
