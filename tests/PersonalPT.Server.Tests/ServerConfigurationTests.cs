using Microsoft.Extensions.Configuration;

namespace PersonalPT.Server.Tests;

public sealed class ServerConfigurationTests
{
    [Fact]
    public void What_is_not_configured_keeps_its_default() => Assert.Equal(new ServerOptions(), Read([]));

    [Fact]
    public void Every_option_can_be_configured()
    {
        var configured = new Dictionary<string, string?>
        {
            ["Host"] = "::1",
            ["GrpcPort"] = "7001",
            ["WebPort"] = "0",
            ["BrowserPort"] = "7002",
            ["BrowserOrigins"] = "https://gym.example, http://other.example:8080",
            ["Storage"] = "sqlite",
            ["DataFile"] = "gym.db",
            ["KeyFolder"] = "/var/lib/keys",
            ["Cluster"] = "SingleSilo",
            ["Identity"] = "local",
            ["OtlpEndpoint"] = "http://localhost:4317",
            ["AuditRetentionDays"] = "30",
            ["PublicAddress"] = "https://gym.example",
            ["Proxies"] = "10.0.0.7, 10.1.0.0/16",
            ["Tls"] = "true",
            ["CertificateFile"] = "server.pem",
            ["CertificateKeyFile"] = "server.key",
            ["CertificatePassword"] = "hush",
            ["RecordingRetentionDays"] = "0",
            ["WebhooksToPrivateAddresses"] = "true",
        };
        // Limits and the issuer have sections and tests of their own, two databases cannot be had at once, and how long a stop takes is known here.
        string[] elsewhere = [nameof(ServerOptions.Api), nameof(ServerOptions.Sessions), nameof(ServerOptions.ConnectionString), nameof(ServerOptions.StopTimeout), nameof(ServerOptions.OpenIdConnect)];
        Assert.Equal(typeof(ServerOptions).GetProperties().Select(p => p.Name).Except(elsewhere).Order(), configured.Keys.Order());

        var options = Read(configured);

        Assert.Equal(["https://gym.example", "http://other.example:8080"], options.BrowserOrigins);
        Assert.Equal(["10.0.0.7", "10.1.0.0/16"], options.Proxies);
        Assert.Equal(
            new ServerOptions { Identity = IdentityKind.Local, Host = "::1", GrpcPort = 7001, WebPort = 0, BrowserPort = 7002, BrowserOrigins = options.BrowserOrigins, Proxies = options.Proxies, DataFile = "gym.db", KeyFolder = "/var/lib/keys", OtlpEndpoint = new Uri("http://localhost:4317"), AuditRetentionDays = 30, WebhooksToPrivateAddresses = true, RecordingRetentionDays = 0, PublicAddress = new Uri("https://gym.example"), Tls = true, CertificateFile = "server.pem", CertificateKeyFile = "server.key", CertificatePassword = "hush" },
            options);
    }

    [Fact]
    public void A_PostgreSQL_database_can_be_configured() => Assert.Equal(
        new ServerOptions { Storage = StorageKind.PostgreSql, ConnectionString = "Host=db;Database=gym" },
        Read(new() { ["Storage"] = "postgresql", ["ConnectionString"] = "Host=db;Database=gym" }));

    [Fact]
    public void Origins_may_be_a_list() =>
        Assert.Equal(["https://a.example", "https://b.example"], Read(new() { ["BrowserOrigins:0"] = "https://a.example", ["BrowserOrigins:1"] = "https://b.example" }).BrowserOrigins);

    [Fact]
    public void Everything_that_is_wrong_is_named_in_one_message()
    {
        var error = Assert.Throws<ServerStartException>(() => Read(new()
        {
            ["GrpcPort"] = "many",
            ["WebPort"] = "-3",
            ["Storage"] = "Paper",
            ["Identity"] = "1",
            ["OtlpEndpoint"] = "over there",
            ["Prot"] = "5005",
            ["Host"] = "nowhere",
            ["ConnectionString"] = "Host=db",
        }));

        foreach (var named in new[] { "'many'", "'-3'", "'Paper'", "'1'", "'over there'", "'Prot'", "'nowhere'", "ConnectionString" })
            Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static ServerOptions Read(Dictionary<string, string?> values) => ServerConfiguration.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => $"PersonalPT:{v.Key}", v => v.Value)).Build());
}
