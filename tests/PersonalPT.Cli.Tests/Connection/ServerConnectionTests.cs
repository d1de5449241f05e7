using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PersonalPT.Cli.Tests.SignIns;
using PersonalPT.Contracts.Access;
using PersonalPT.Server;
using PersonalPT.Testing.Identity;

namespace PersonalPT.Cli.Tests.Connection;

[Collection(LocalServerCollection.Name)]
public sealed class ServerConnectionTests(LocalServer server) : IDisposable
{
    private readonly Workplace _here = new(server);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string[] Server => ["--server", server.Address];

    public void Dispose() => _here.Dispose();

    [Theory]
    [InlineData("models", "list")]
    [InlineData("watch")]
    [InlineData("watch", "00000000-0000-4000-8000-000000000000")]
    [InlineData("history")]
    public async Task Where_no_server_answers_it_says_how_to_start_one(params string[] args)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();

        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandTree.RunAsync([.. args, "--server", address], output, error, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Empty(output.ToString());
        var line = Assert.Single(error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(address, line, StringComparison.Ordinal);
        Assert.Contains("personalpt serve", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_access_token_that_has_run_out_is_renewed_and_the_new_one_is_kept()
    {
        await _here.SignInAsync("karl");
        _here.Expire();
        var before = _here.Kept;

        var done = await _here.RunAsync(["history", .. Server]);

        Assert.True(done.ExitCode == ExitCode.Ok, done.Error);
        var after = _here.Kept;
        foreach (var changed in new[] { "access_token", "refresh_token", "expires_time_us" })
            Assert.NotEqual(before[changed]!.ToString(), after[changed]!.ToString());
        foreach (var same in new[] { "server", "certificate_fingerprint", "user", "gym", "role", "device" })
            Assert.Equal(before[same]!.ToString(), after[same]!.ToString());
        Assert.Equal(ExitCode.Ok, (await _here.RunAsync(["watch", .. Server])).ExitCode);
        Assert.Equal(after.ToJsonString(), _here.Kept.ToJsonString());
    }

    [Fact]
    public async Task Commands_at_once_that_all_have_to_renew_all_work_and_stay_signed_in()
    {
        await _here.SignInAsync("lena");
        for (var i = 0; i < 2; i++)
        {
            _here.Expire();
            foreach (var done in await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _here.RunAsync(["history", .. Server]))))
                Assert.True(done.ExitCode == ExitCode.Ok, done.Error);
        }

        Assert.Single(await server.Devices.List("iron-works", "lena", Stop));
    }

    [Fact]
    public async Task Renewed_tokens_that_cannot_be_kept_are_not_used_and_the_sign_in_stays_good()
    {
        await _here.SignInAsync("kurt");
        _here.Expire();
        var before = _here.Kept.ToJsonString();
        var inTheWay = Directory.CreateDirectory(_here.SignInFile + ".partial");

        var line = (await _here.RunAsync(["history", .. Server])).RequireOneLineFailure();

        Assert.Contains($"{_here.SignInFile}: cannot be written", line, StringComparison.Ordinal);
        Assert.Equal(before, _here.Kept.ToJsonString());
        inTheWay.Delete();
        var done = await _here.RunAsync(["history", .. Server]);
        Assert.True(done.ExitCode == ExitCode.Ok, done.Error);
    }

    [Theory]
    [InlineData("mara", false)]
    [InlineData("nils", true)]
    public async Task A_sign_in_that_was_revoked_says_how_to_sign_in_again(string user, bool isExpired)
    {
        await _here.SignInAsync(user);
        var device = Assert.Single(await server.Devices.List("iron-works", user, Stop));
        Assert.True(await server.Devices.Revoke("iron-works", user, device.DeviceId, Stop));
        if (isExpired)
            _here.Expire();

        var line = (await _here.RunAsync(["history", .. Server])).RequireOneLineFailure();

        Assert.Contains($"the sign-in of {user} any more", line, StringComparison.Ordinal);
        Assert.Contains($"personalpt sign-in --server {server.Address}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_of_the_development_sign_in_go_before_what_is_kept()
    {
        await _here.SignInAsync("otto");
        foreach (var option in new[] { "--user", "--gym" })
        {
            var line = (await _here.RunAsync(["history", option, "otto", "--fingerprint", server.Fingerprint, .. Server])).RequireOneLineFailure();
            Assert.Contains("does not accept the development sign-in", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_in_the_environment_goes_before_what_is_kept_and_needs_nothing_of_it()
    {
        await _here.SignInAsync("paul", Role.Athlete);
        using var other = new Workplace(server);
        await other.SignInAsync("rosa", Role.Administrator);
        var token = (string)other.Kept["access_token"]!;
        string[] export = ["export", "--athlete", "paul", Path.Combine(_here.Home, "paul.zip"), .. Server];

        Assert.True((await _here.RunWithTokenAsync(token, export)).ExitCode == ExitCode.Ok);
        // With his own sign-in he may do it, too; with one of rosa's he must have got hers.
        export[2] = "rosa";
        (await _here.RunAsync(export)).RequireOneLineFailure();
        Assert.True((await _here.RunWithTokenAsync(token, export)).ExitCode == ExitCode.Ok);

        using var third = new Workplace(server);
        Assert.True((await third.RunWithTokenAsync(token, ["history", .. Server, "--fingerprint", server.Fingerprint])).ExitCode == ExitCode.Ok);
        Assert.False(Directory.Exists(third.Folder));
    }

    [Fact]
    public async Task A_token_of_an_issuer_opens_a_server_that_trusts_it_and_one_that_is_no_good_is_told_why()
    {
        await using var issuer = await TestIssuer.Start(Stop);
        var host = ServerHost.Build(
            new ServerOptions
            {
                GrpcPort = 0,
                WebPort = 0,
                DataFile = Path.Combine(_here.Home, "gym.db"),
                Identity = IdentityKind.OpenIdConnect,
                OpenIdConnect = new OpenIdIssuer { Authority = issuer.Address, Audience = TestIssuer.Audience, ClientId = TestIssuer.ClientId, ClientSecret = TestIssuer.ClientSecret },
            },
            builder => builder.Logging.ClearProviders());
        await using (host)
        {
            await host.StartAsync(Stop);
            string[] history = ["history", "--server", host.Services.GetRequiredService<ServerAddresses>().Grpc.ToString()];
            JsonObject Claims(string audience) => new() { ["sub"] = "ann", ["gym"] = "north", ["role"] = "athlete", ["aud"] = audience };

            var opened = await _here.RunWithTokenAsync(issuer.Token(Claims(TestIssuer.Audience)), history);
            Assert.True(opened.ExitCode == ExitCode.Ok, opened.Error);
            var line = (await _here.RunWithTokenAsync(issuer.Token(Claims("another")), history)).RequireOneLineFailure();
            Assert.Contains("does not accept the token in PERSONALPT_TOKEN", line, StringComparison.Ordinal);
            Assert.Contains(TestIssuer.Audience, line, StringComparison.Ordinal);

            Assert.Contains("PERSONALPT_TOKEN", (await _here.RunAsync(history)).RequireOneLineFailure(), StringComparison.Ordinal);
            var refused = await _here.RunWithInputAsync(LocalServer.Password, "sign-in", "--server", history[2], "--name", "ann", "--password-stdin");
            Assert.Contains("PERSONALPT_TOKEN", refused.RequireOneLineFailure(), StringComparison.Ordinal);
            await host.StopAsync(Stop);
        }
    }

    [Fact]
    public async Task A_token_does_not_travel_unencrypted() => Assert.Contains(
        "use https://", (await _here.RunWithTokenAsync("secret", "history", "--server", "http://gym.example:5005")).RequireOneLineFailure(), StringComparison.Ordinal);

    [Fact]
    public async Task What_is_kept_and_cannot_be_read_is_named_in_one_line()
    {
        await _here.SignInAsync("sven");
        await File.WriteAllTextAsync(_here.SignInFile, "{", Stop);
        Assert.Contains(_here.SignInFile, (await _here.RunAsync(["history", .. Server])).RequireOneLineFailure(), StringComparison.Ordinal);
    }
}
