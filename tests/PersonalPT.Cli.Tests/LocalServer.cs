using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Access;
using PersonalPT.Identity;
using PersonalPT.Server;

namespace PersonalPT.Cli.Tests;

/// <summary>A gym's box in this process: accounts of its own, TLS with a certificate of its own, set up by olga.</summary>
public sealed class LocalServer : IAsyncLifetime
{
    internal const string Owner = "olga";
    internal const string Password = "four words are enough";

    private readonly string _folder = Directory.CreateTempSubdirectory("personalpt-test-").FullName;
    private WebApplication? _host;

    /// <summary>Where it answers.</summary>
    internal string Address => _host!.Services.GetRequiredService<ServerAddresses>().Grpc.ToString().TrimEnd('/');

    /// <summary>SHA-256 of its certificate.</summary>
    internal string Fingerprint => _host!.Services.GetRequiredService<ServerCertificate>().Fingerprint;

    /// <summary>Its certificate, as a machine's administrator gets it to trust it.</summary>
    internal string Certificate => _host!.Services.GetRequiredService<ServerCertificate>().Certificate.ExportCertificatePem();

    /// <summary>The devices that are signed in.</summary>
    internal DeviceTokens Devices => _host!.Services.GetRequiredService<DeviceTokens>();

    private LocalAccounts Accounts => _host!.Services.GetRequiredService<LocalAccounts>();

    public async ValueTask InitializeAsync()
    {
        var options = new ServerOptions
        {
            GrpcPort = 0,
            WebPort = 0,
            DataFile = Path.Combine(_folder, "gym.db"),
            Identity = IdentityKind.Local,
            Tls = true,
        };
        _host = ServerHost.Build(options, builder => builder.Logging.ClearProviders());
        await _host.StartAsync();
        var owner = await Accounts.SetUp(Accounts.SetupCode, "iron-works", Owner, Password, "here", "test", CancellationToken.None);
        Assert.NotNull(owner.Account);
    }

    /// <summary>Somebody else gets an account.</summary>
    internal async Task InviteAsync(string user, Role role)
    {
        var stop = TestContext.Current.CancellationToken;
        var (code, _) = (await Accounts.Invite(new Member("iron-works", Role.Administrator, Owner), user, role, stop))!.Value;
        Assert.NotNull((await Accounts.Accept(code, Password, "here", "test", stop)).Account);
    }

    /// <summary>A code by which a phone of somebody's is paired, as the page /pair shows it.</summary>
    internal async Task<string> CodeAsync(string user)
    {
        var (code, _) = await Accounts.CreatePairing(new Member("iron-works", Role.Administrator, user), TestContext.Current.CancellationToken);
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            await _host.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
