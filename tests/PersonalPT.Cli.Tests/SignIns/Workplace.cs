using System.Text.Json.Nodes;
using PersonalPT.Cli.SignIns;
using PersonalPT.Contracts.Access;

namespace PersonalPT.Cli.Tests.SignIns;

/// <summary>A user at his machine: commands that share one configuration folder, and whose standard input is no terminal.</summary>
internal sealed class Workplace(LocalServer server) : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("personalpt-test-").FullName;

    /// <summary>Where files of the user's go.</summary>
    public string Home => _home;

    /// <summary>Where the sign-ins are kept; not there before the first one.</summary>
    public string Folder => Path.Combine(_home, "config", "personalpt");

    /// <summary>The file with them.</summary>
    public string SignInFile => Path.Combine(Folder, "sign-ins.json");

    /// <summary>The only sign-in that is kept.</summary>
    public JsonObject Kept => JsonNode.Parse(File.ReadAllText(SignInFile))!["sign_ins"]!.AsArray().Single()!.AsObject();

    /// <summary>A file with certificates that this machine trusts besides; null: none.</summary>
    public string? Trusted { get; set; }

    /// <summary>Runs a command.</summary>
    public Task<PersonalPTResult> RunAsync(params string[] args) => RunWithInputAsync("", args);

    /// <summary>Runs a command that reads its standard input.</summary>
    public Task<PersonalPTResult> RunWithInputAsync(string input, params string[] args) => RunAsync(input, token: "", args);

    /// <summary>Runs a command with a token in its environment.</summary>
    public Task<PersonalPTResult> RunWithTokenAsync(string token, params string[] args) => RunAsync("", token, args);

    /// <summary>Gives somebody an account, and signs him in here by its password.</summary>
    public async Task SignInAsync(string user, Role role = Role.Athlete)
    {
        await server.InviteAsync(user, role);
        var signedIn = await RunWithInputAsync(
            LocalServer.Password + "\n", "sign-in", "--server", server.Address, "--fingerprint", server.Fingerprint, "--name", user, "--password-stdin");
        Assert.True(signedIn.ExitCode == ExitCode.Ok, signedIn.Error);
    }

    /// <summary>Changes what is kept, as time or somebody else does.</summary>
    public void Change(string name, JsonNode value)
    {
        var file = JsonNode.Parse(File.ReadAllText(SignInFile))!;
        file["sign_ins"]!.AsArray().Single()![name] = value;
        File.WriteAllText(SignInFile, file.ToJsonString());
    }

    /// <summary>The access token has run out.</summary>
    public void Expire() => Change("expires_time_us", 1);

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private Task<PersonalPTResult> RunAsync(string input, string token, string[] args)
    {
        var environment = new Dictionary<string, string> { [SignInFolder.Variable] = Folder, ["PERSONALPT_TOKEN"] = token };
        if (Trusted is { } file)
            environment["SSL_CERT_FILE"] = file;
        return PersonalPTProcess.RunWithInputAsync(input, environment, args);
    }
}
