using System.Runtime.Versioning;
using PersonalPT.Cli.Tests.SignIns;
using PersonalPT.Contracts.Access;
using PersonalPT.Identity;

namespace PersonalPT.Cli.Tests.Commands;

[Collection(LocalServerCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class SignInCommandTests(LocalServer server) : IDisposable
{
    private readonly Workplace _here = new(server);

    private string[] Server => ["--server", server.Address];

    private string[] Pinned => [.. Server, "--fingerprint", server.Fingerprint];

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task After_it_commands_need_nothing_but_the_server()
    {
        await server.InviteAsync("anna", Role.Staff);
        var signedIn = await _here.RunWithInputAsync($"{LocalServer.Password}\nanother line", ["sign-in", "--name", "anna", "--password-stdin", "--json", .. Pinned]);
        Assert.True(signedIn.ExitCode == ExitCode.Ok, signedIn.Error);
        var line = Assert.Single(signedIn.JsonLines);
        Assert.Equal(
            (server.Address, "iron-works", "anna", "staff", server.Fingerprint),
            (line.GetProperty("server").GetString(), line.GetProperty("gym").GetString(), line.GetProperty("user").GetString(), line.GetProperty("role").GetString(), line.GetProperty("fingerprint").GetString()));

        foreach (var command in (string[][])[["history"], ["watch"], ["models", "list"], ["recordings", "list"], ["export", Path.Combine(_here.Home, "anna.zip")]])
        {
            var done = await _here.RunAsync([.. command, .. Server]);
            Assert.True(done.ExitCode == ExitCode.Ok, $"{command[0]}: {done.Error}");
        }

        // What is asked for without a name is one's own.
        Assert.Contains("anna", File.ReadAllText(_here.SignInFile), StringComparison.Ordinal);
        Assert.DoesNotContain(LocalServer.Password, File.ReadAllText(_here.SignInFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_is_the_users_alone()
    {
        await _here.SignInAsync("bert");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_here.SignInFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_here.Folder));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_in_one_line_and_nothing_is_kept()
    {
        var refused = await _here.RunWithInputAsync("not the password\n", ["sign-in", "--name", LocalServer.Owner, "--password-stdin", .. Pinned]);
        Assert.Contains("its password is another one", refused.RequireOneLineFailure(), StringComparison.Ordinal);
        Assert.False(File.Exists(_here.SignInFile));
    }

    [Theory]
    [InlineData("--password-stdin", "--name ACCOUNT")]
    [InlineData("--name=anna", "--password-stdin")]
    public async Task Where_nobody_can_be_asked_it_says_what_to_give(string given, string missing)
    {
        var refused = await _here.RunAsync(["sign-in", given, .. Pinned]);
        Assert.Contains(missing, refused.RequireOneLineFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_password_on_standard_input_it_says_so() => Assert.Contains(
        "standard input", (await _here.RunAsync(["sign-in", "--name", "anna", "--password-stdin", .. Pinned])).RequireOneLineFailure(), StringComparison.Ordinal);

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_named_where_nobody_can_be_asked_and_no_password_goes_out()
    {
        var line = (await _here.RunWithInputAsync(LocalServer.Password, ["sign-in", "--name", LocalServer.Owner, "--password-stdin", .. Server])).RequireOneLineFailure();
        Assert.Contains($"--fingerprint {server.Fingerprint}", line, StringComparison.Ordinal);
        Assert.Contains("/pair", line, StringComparison.Ordinal);
        Assert.False(File.Exists(_here.SignInFile));
    }

    [Fact]
    public async Task Another_certificate_than_the_one_that_was_named_or_kept_is_refused_with_both()
    {
        var other = new string('0', 64);
        var refused = await _here.RunWithInputAsync(LocalServer.Password, ["sign-in", "--name", "carl", "--password-stdin", .. Server, "--fingerprint", other]);
        RequireBoth(refused);

        await _here.SignInAsync("carl");
        _here.Change("certificate_fingerprint", other);
        RequireBoth(await _here.RunAsync(["history", .. Server]));
        RequireBoth(await _here.RunWithInputAsync(LocalServer.Password, ["sign-in", "--name", "carl", "--password-stdin", .. Server]));

        // Whoever has compared it says so.
        var again = await _here.RunWithInputAsync(LocalServer.Password, ["sign-in", "--name", "carl", "--password-stdin", .. Pinned]);
        Assert.True(again.ExitCode == ExitCode.Ok, again.Error);
        Assert.Equal(server.Fingerprint, (string?)_here.Kept["certificate_fingerprint"]);

        void RequireBoth(PersonalPTResult result)
        {
            var line = result.RequireOneLineFailure();
            Assert.Contains(other, line, StringComparison.Ordinal);
            Assert.Contains(server.Fingerprint, line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_certificate_that_the_machine_trusts_is_not_asked_about_and_may_be_renewed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there a variable names certificates to be trusted.");
        await server.InviteAsync("cora", Role.Athlete);
        _here.Trusted = Path.Combine(_here.Home, "trusted.pem");
        await File.WriteAllTextAsync(_here.Trusted, server.Certificate, TestContext.Current.CancellationToken);

        var signedIn = await _here.RunWithInputAsync(LocalServer.Password, ["sign-in", "--name", "cora", "--password-stdin", .. Server]);

        Assert.True(signedIn.ExitCode == ExitCode.Ok, signedIn.Error);
        Assert.Null(_here.Kept["certificate_fingerprint"]);
        var done = await _here.RunAsync(["history", .. Server]);
        Assert.True(done.ExitCode == ExitCode.Ok, done.Error);

        // Once it is not trusted any more, nothing goes out either.
        _here.Trusted = null;
        Assert.Contains("does not trust", (await _here.RunAsync(["history", .. Server])).RequireOneLineFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_of_the_page_for_pairing_says_everything_and_is_good_once()
    {
        await server.InviteAsync("dora", Role.Coach);
        var link = PairingLink.Write(new Uri(server.Address), server.Fingerprint, await server.CodeAsync("dora"));

        var paired = await _here.RunAsync("sign-in", "--pair", link);

        Assert.True(paired.ExitCode == ExitCode.Ok, paired.Error);
        Assert.Contains("as dora, coach of iron-works", paired.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await _here.RunAsync(["history", .. Server])).ExitCode);
        Assert.Contains("was used", (await _here.RunAsync("sign-in", "--pair", link)).RequireOneLineFailure(), StringComparison.Ordinal);
        // What was kept is still good.
        Assert.Equal(ExitCode.Ok, (await _here.RunAsync(["history", .. Server])).ExitCode);
    }

    [Fact]
    public async Task The_code_alone_needs_the_server()
    {
        await server.InviteAsync("emil", Role.Athlete);
        var code = OneTimeCode.Show(await server.CodeAsync("emil"));

        Assert.Equal(ExitCode.WrongUsage, (await _here.RunAsync("sign-in", "--pair", code)).ExitCode);
        var paired = await _here.RunAsync(["sign-in", "--pair", code, .. Pinned]);

        Assert.True(paired.ExitCode == ExitCode.Ok, paired.Error);
        Assert.Equal("emil", (string?)_here.Kept["user"]);
    }

    [Fact]
    public async Task Who_signs_in_again_takes_no_second_place_among_his_devices()
    {
        await _here.SignInAsync("fred");
        var again = await _here.RunWithInputAsync(LocalServer.Password, ["sign-in", "--name", "fred", "--password-stdin", .. Server]);
        Assert.True(again.ExitCode == ExitCode.Ok, again.Error);
        var device = Assert.Single(await server.Devices.List("iron-works", "fred", TestContext.Current.CancellationToken));
        Assert.Equal((string?)_here.Kept["device"], device.DeviceId);
    }

    [Theory]
    [InlineData("sign-in --name anna", "--server")]
    [InlineData("sign-in --server https://127.0.0.1:1 --fingerprint abc", "64")]
    [InlineData("sign-in --server https://127.0.0.1:1 --pair 2345 --name anna", "--pair")]
    [InlineData("sign-in --pair personalpt://pair?server=nowhere", "not whole")]
    public async Task What_does_not_go_together_is_not_understood(string line, string named)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(ExitCode.WrongUsage, await CommandTree.RunAsync(line.Split(' '), output, error, TestContext.Current.CancellationToken));
        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_does_not_travel_unencrypted()
    {
        var refused = await _here.RunWithInputAsync(LocalServer.Password, "sign-in", "--server", "http://gym.example:5005", "--name", "anna", "--password-stdin");
        Assert.Contains("use https://", refused.RequireOneLineFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_told_from_one_that_is_not_there()
    {
        var plain = server.Address.Replace("https://", "http://", StringComparison.Ordinal);
        (await _here.RunWithInputAsync(LocalServer.Password, "sign-in", "--server", plain, "--name", "anna", "--password-stdin")).RequireOneLineFailure();

        using var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        var nobody = $"https://127.0.0.1:{((System.Net.IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        var refused = await _here.RunWithInputAsync(LocalServer.Password, "sign-in", "--server", nobody, "--name", "anna", "--password-stdin");
        Assert.Contains($"no server answers at {nobody}", refused.RequireOneLineFailure(), StringComparison.Ordinal);
    }
}
