using PersonalPT.Cli.Tests.SignIns;

namespace PersonalPT.Cli.Tests.Commands;

[Collection(LocalServerCollection.Name)]
public sealed class SignOutCommandTests(LocalServer server) : IDisposable
{
    private readonly Workplace _here = new(server);

    private string[] Server => ["--server", server.Address];

    public void Dispose() => _here.Dispose();

    [Theory]
    [InlineData("gina", false)]
    [InlineData("hans", true)]
    public async Task It_revokes_the_device_and_the_next_command_says_how_to_sign_in(string user, bool isExpired)
    {
        await _here.SignInAsync(user);
        if (isExpired)
            _here.Expire();

        var done = await _here.RunAsync("sign-out", "--json");

        Assert.True(done.ExitCode == ExitCode.Ok, done.Error);
        Assert.True(Assert.Single(done.JsonLines).GetProperty("revoked").GetBoolean());
        Assert.Empty(await server.Devices.List("iron-works", user, TestContext.Current.CancellationToken));
        var line = (await _here.RunAsync(["history", .. Server, "--fingerprint", server.Fingerprint])).RequireOneLineFailure();
        Assert.Contains($"personalpt sign-in --server {server.Address}", line, StringComparison.Ordinal);
        // Nor does anything know the certificate any more.
        Assert.Contains($"personalpt sign-in --server {server.Address}", (await _here.RunAsync(["history", .. Server])).RequireOneLineFailure(), StringComparison.Ordinal);
        Assert.Contains("nobody is signed in", (await _here.RunAsync(["sign-out", .. Server])).RequireOneLineFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_server_does_not_answer_the_sign_in_is_forgotten_all_the_same()
    {
        await _here.SignInAsync("ida");
        using var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        var nobody = $"https://127.0.0.1:{((System.Net.IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        _here.Change("server", nobody);

        var done = await _here.RunAsync("sign-out", "--server", nobody + "/");

        Assert.True(done.ExitCode == ExitCode.Ok, done.Error);
        Assert.Contains("could not be told", done.Output, StringComparison.Ordinal);
        Assert.Contains("/account", done.Output, StringComparison.Ordinal);
        Assert.Contains("nobody is signed in anywhere", (await _here.RunAsync("sign-out")).RequireOneLineFailure(), StringComparison.Ordinal);
    }
}
