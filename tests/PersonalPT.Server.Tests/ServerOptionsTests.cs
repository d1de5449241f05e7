using PersonalPT.Contracts.Access;

namespace PersonalPT.Server.Tests;

public sealed class ServerOptionsTests
{
    [Fact]
    public void The_defaults_are_a_server_for_this_machine_only()
    {
        var options = new ServerOptions();

        Assert.Empty(options.FindErrors());
        Assert.Equal(("127.0.0.1", 5005, 5006), (options.Host, options.GrpcPort, options.WebPort));
        Assert.EndsWith(Path.Combine("personalpt", "personalpt.db"), options.DataFile, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_in_one_message()
    {
        var options = new ServerOptions
        {
            Host = "example.org",
            GrpcPort = -1,
            WebPort = 70000,
            BrowserPort = 70000,
            BrowserOrigins = ["everywhere"],
            DataFile = " ",
            Storage = (StorageKind)9,
            Cluster = 0,
            Identity = (IdentityKind)7,
            OtlpEndpoint = new Uri("file:///tmp"),
            StopTimeout = TimeSpan.Zero,
            AuditRetentionDays = 0,
            OpenIdConnect = new OpenIdIssuer { Authority = new Uri("http://login.example"), Audience = "", ClientId = "" },
            PublicAddress = new Uri("https://gym.example/pages"),
            RecordingRetentionDays = -1,
            Proxies = ["the router"],
        };

        var error = Assert.Throws<ServerStartException>(() => ServerHost.Build(options));

        foreach (var name in new[] { "Host", "GrpcPort", "WebPort", "BrowserPort", "BrowserOrigins", "Storage", "Cluster", "Identity", "OtlpEndpoint", "StopTimeout", "AuditRetentionDays", "RecordingRetentionDays", "OpenIdConnect:Authority", "OpenIdConnect:Audience", "OpenIdConnect:ClientId", "PublicAddress", "Proxies" })
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(StorageKind.PostgreSql, "Host=db;Database=gym", true)]
    [InlineData(StorageKind.PostgreSql, "", false)]
    [InlineData(StorageKind.PostgreSql, "Host=db", false)]
    [InlineData(StorageKind.Sqlite, "Host=db;Database=gym", false)]
    public void A_connection_string_is_for_PostgreSql_and_only_for_that(StorageKind storage, string connectionString, bool allowed)
    {
        var errors = new ServerOptions { Storage = storage, ConnectionString = connectionString }.FindErrors();

        Assert.Equal(allowed ? 0 : 1, errors.Count);
        Assert.All(errors, error => Assert.StartsWith("ConnectionString ", error, StringComparison.Ordinal));
    }

    [Fact]
    public void The_development_identity_has_no_proxies() =>
        Assert.Contains(new ServerOptions { Proxies = ["10.0.0.7"] }.FindErrors(), error => error.StartsWith("Proxies ", StringComparison.Ordinal));

    [Theory]
    [InlineData("0.0.0.0", false)]
    [InlineData("192.168.1.5", false)]
    [InlineData("::1", true)]
    [InlineData("127.0.0.1", true)]
    public void The_development_identity_stays_on_this_machine(string host, bool allowed) =>
        Assert.Equal(allowed, new ServerOptions { Host = host }.FindErrors().Count == 0);

    [Fact]
    public void The_identity_of_an_issuer_needs_one_and_no_other_has_one()
    {
        var issuer = new OpenIdIssuer { Authority = new Uri("https://login.example"), Audience = "calls", ClientId = "pages" };

        Assert.Empty(new ServerOptions { Identity = IdentityKind.OpenIdConnect, OpenIdConnect = issuer, Host = "0.0.0.0", Tls = true }.FindErrors());
        Assert.StartsWith("OpenIdConnect must say", Assert.Single(new ServerOptions { Identity = IdentityKind.OpenIdConnect }.FindErrors()), StringComparison.Ordinal);
        Assert.StartsWith("OpenIdConnect is only for", Assert.Single(new ServerOptions { OpenIdConnect = issuer }.FindErrors()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", false, null, true)]
    [InlineData("0.0.0.0", true, null, true)]
    [InlineData("0.0.0.0", false, "https://gym.example", true)]
    [InlineData("0.0.0.0", false, "http://gym.example", false)]
    [InlineData("0.0.0.0", false, null, false)]
    public void Passwords_and_tokens_do_not_leave_this_machine_unencrypted(string host, bool tls, string? publicAddress, bool allowed) => Assert.Equal(
        allowed,
        new ServerOptions { Identity = IdentityKind.Local, Host = host, Tls = tls, PublicAddress = publicAddress is null ? null : new Uri(publicAddress) }.FindErrors().Count == 0);

    [Fact]
    public void The_development_identity_is_not_for_whoever_comes_through_a_proxy() => Assert.StartsWith(
        "PublicAddress must be left out", Assert.Single(new ServerOptions { PublicAddress = new Uri("https://gym.example") }.FindErrors()), StringComparison.Ordinal);

    [Fact]
    public void Who_wants_the_development_identity_on_the_network_is_told_what_to_use_instead() =>
        Assert.Contains("Identity Local", Assert.Single(new ServerOptions { Host = "0.0.0.0", Tls = true }.FindErrors()), StringComparison.Ordinal);

    [Fact]
    public void A_certificate_is_for_TLS_only()
    {
        Assert.Single(new ServerOptions { CertificateFile = "server.pfx" }.FindErrors());
        Assert.Single(new ServerOptions { Tls = true, CertificateKeyFile = "server.key" }.FindErrors());
        Assert.Empty(new ServerOptions { Tls = true, CertificateFile = "server.pfx", CertificatePassword = "hush" }.FindErrors());
    }

    [Fact]
    public void Both_ports_may_be_any_but_not_the_same()
    {
        Assert.Empty(new ServerOptions { GrpcPort = 0, WebPort = 0 }.FindErrors());
        Assert.Single(new ServerOptions { GrpcPort = 7000, WebPort = 7000 }.FindErrors());
        Assert.Single(new ServerOptions { GrpcPort = 7000, BrowserPort = 7000 }.FindErrors());
        Assert.Empty(new ServerOptions { GrpcPort = 0, WebPort = 0, BrowserPort = 0 }.FindErrors());
    }

    [Theory]
    [InlineData("https://gym.example", true)]
    [InlineData("http://gym.example:8080", true)]
    [InlineData("https://gym.example/", false)]
    [InlineData("https://Gym.example", false)]
    [InlineData("gym.example", false)]
    [InlineData("*", false)]
    public void An_origin_is_written_as_a_browser_writes_it(string origin, bool allowed) =>
        Assert.Equal(allowed, new ServerOptions { BrowserOrigins = [origin] }.FindErrors().Count == 0);
}
