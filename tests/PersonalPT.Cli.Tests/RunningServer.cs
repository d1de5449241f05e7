using System.Text.Json;

namespace PersonalPT.Cli.Tests;

/// <summary>'personalpt serve' in a process and a folder of its own, on free ports.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("personalpt-test-").FullName;
    private PersonalPTProcess? _process;

    /// <summary>Where it answers.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What it said when it had started.</summary>
    internal JsonElement Serving { get; private set; }

    /// <summary>Its database.</summary>
    public string DataFile => Path.Combine(_folder, "gym.db");

    /// <summary>A folder that goes with it.</summary>
    public string Folder => _folder;

    public async ValueTask InitializeAsync()
    {
        _process = PersonalPTProcess.Start("serve", "--json", "--port", "0", "--web-port", "0", "--data", DataFile);
        var line = await _process.ReadLineAsync() ?? throw new InvalidOperationException((await _process.EndAsync()).Error);
        Serving = JsonElement.Parse(line);
        Address = Serving.GetProperty("grpc").GetString()!;
    }

    /// <summary>Ctrl+C, as somebody at its terminal does.</summary>
    internal async Task<PersonalPTResult> StopAsync()
    {
        await _process!.InterruptAsync();
        return await _process.EndAsync();
    }

    /// <summary>Runs a command against it.</summary>
    internal Task<PersonalPTResult> RunAsync(params string[] args) => PersonalPTProcess.RunAsync([.. args, "--server", Address]);

    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
