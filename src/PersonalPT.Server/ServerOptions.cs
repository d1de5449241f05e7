using System.Diagnostics.CodeAnalysis;
using PersonalPT.Api;
using PersonalPT.Contracts.Access;
using PersonalPT.Grains.Sessions;
using PersonalPT.Storage.PostgreSql;

namespace PersonalPT.Server;

/// <summary>What a server is to be. Three independent switches (storage, cluster, identity) and where it listens; everything has a default.</summary>
public sealed record ServerOptions
{
    /// <summary>The address to listen on. Default: <c>127.0.0.1</c>. With the development identity only an address of this machine's loopback is allowed.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port for gRPC: HTTP/2 without TLS. 0: any free one. Default: 5005.</summary>
    public int GrpcPort { get; init; } = 5005;

    /// <summary>Port for pages, health and metrics: HTTP/1.1. 0: any free one. Default: 5006.</summary>
    public int WebPort { get; init; } = 5006;

    /// <summary>Port for browsers: gRPC-Web over HTTP/1.1, the same calls and the same sign-in. A plain port cannot speak HTTP/1.1 and HTTP/2 at once, so
    /// browsers get one of their own. 0: any free one. Null: none. Default: null.</summary>
    public int? BrowserPort { get; init; }

    /// <summary>Origins whose pages may call the browser port (CORS), such as <c>https://gym.example</c>. Default: none; with the development identity pages
    /// of this machine (<c>http://localhost</c> and the like, any port) always may.</summary>
    public IReadOnlyList<string> BrowserOrigins { get; init; } = [];

    /// <summary>Where everything durable lives. Default: a SQLite file.</summary>
    public StorageKind Storage { get; init; } = StorageKind.Sqlite;

    /// <summary>The SQLite file; made with its folder where it is not there. Default: <c>personalpt/personalpt.db</c> in the user's local application data.</summary>
    public string DataFile { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "personalpt", "personalpt.db");

    /// <summary>
    /// Where the PostgreSQL database is, such as <c>Host=db;Database=personalpt;Username=personalpt</c>; only for that storage. A password that is not in
    /// it is taken from <c>PGPASSWORD</c> or the user's <c>.pgpass</c>. Default: none.
    /// </summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>
    /// Folder of the keys that protect the pages' cookies; made where it is not there. Servers that share sessions share it. Default: <c>keys</c> beside the
    /// SQLite file, and with PostgreSQL <c>personalpt/keys</c> in the user's local application data.
    /// </summary>
    [AllowNull]
    public string KeyFolder
    {
        get => field ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Storage == StorageKind.Sqlite && DataFile.Length > 0 ? DataFile : new ServerOptions().DataFile))!, "keys");
        init;
    }

    /// <summary>How many servers share the sessions. Default: this one alone.</summary>
    public ClusterKind Cluster { get; init; } = ClusterKind.SingleSilo;

    /// <summary>How callers say who they are. Default: the development sign-in, from this machine only.</summary>
    public IdentityKind Identity { get; init; } = IdentityKind.Development;

    /// <summary>The OpenID Connect issuer; for that identity only, and needed there. Default: none.</summary>
    public OpenIdIssuer? OpenIdConnect { get; init; }

    /// <summary>
    /// Where people reach the pages, such as <c>https://gym.example</c>, where something that speaks TLS stands in front of the server; cookies then travel over
    /// TLS only. Null: where the server itself listens. Default: null.
    /// </summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>
    /// Proxies in front of the server that say by <c>X-Forwarded-For</c> for whom they ask: addresses or networks such as <c>10.0.0.7</c> and
    /// <c>10.1.0.0/16</c>. What anybody else says of that kind is not believed. Default: none.
    /// </summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Whether every port speaks TLS: with the certificate of <see cref="CertificateFile"/>, or with one of the server's own. Default: false.</summary>
    public bool Tls { get; init; }

    /// <summary>A certificate with its key (PFX), or without it (PEM); for TLS only. Null: one is made once and kept in <see cref="KeyFolder"/>. Default: null.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key of a certificate in a PEM file; null: it stands in the same file. Default: null.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>What protects the certificate's key; null: nothing. Default: null.</summary>
    public string? CertificatePassword { get; init; }

    /// <summary>Days for which the audit log is kept: 1 to 3,650. Default: 365.</summary>
    public int AuditRetentionDays { get; init; } = 365;

    /// <summary>Days for which recordings of sessions are kept, where an athlete asked for one: 1 to 3,650; 0: none are made, and those that there are go.
    /// Default: 30.</summary>
    public int RecordingRetentionDays { get; init; } = 30;

    /// <summary>Whether webhooks may post to addresses that are not of the public internet, such as those of the gym's own network. Default: no, so that nobody who
    /// may register one reaches through the server what stands behind it; with the development identity this machine may be posted to.</summary>
    public bool WebhooksToPrivateAddresses { get; init; }

    /// <summary>Where traces and metrics go as well (OTLP over gRPC); null: nowhere. <c>/metrics</c> is always there. Default: null.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>How long a stop may take: streams are told to resume elsewhere, grains let go, the journal is written out. Default: 10 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Limits and rhythms of the gateway.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>What the sessions of this server may take together: rebuilds at once, memory for held frames.</summary>
    public SessionLimits Sessions { get; init; } = new();

    /// <summary>Everything that is wrong with the options, each in plain words; empty where nothing is.</summary>
    public IReadOnlyList<string> FindErrors()
    {
        var errors = new List<string>();
        if (!System.Net.IPAddress.TryParse(Host, out var address))
            errors.Add($"Host must be an IP address such as 127.0.0.1, not '{Host}'");
        else if (Identity == IdentityKind.Development && !System.Net.IPAddress.IsLoopback(address))
            errors.Add($"Host must be 127.0.0.1 or ::1 with the development identity, not '{Host}': everybody on the network could say that he is anybody; use local accounts (Identity Local) or an issuer (Identity OpenIdConnect)");
        else if (!System.Net.IPAddress.IsLoopback(address) && !Tls && PublicAddress?.Scheme != Uri.UriSchemeHttps)
            errors.Add($"Tls must be on where Host is {Host}, or PublicAddress say where something that speaks TLS stands in front: passwords and tokens would travel unencrypted");
        if (Identity == IdentityKind.Development && PublicAddress is not null)
            errors.Add("PublicAddress must be left out with the development identity: whatever stands in front is on this machine, and everybody behind it could say that he is anybody");
        if (Identity == IdentityKind.Development && Proxies.Count > 0)
            errors.Add("Proxies must be left out with the development identity: it believes this machine, and whoever stands behind a proxy is not on it");
        errors.AddRange(Proxies.Where(proxy => !TrustedProxies.IsOne(proxy)).Select(proxy => $"Proxies must be addresses or networks such as 10.0.0.7 and 10.1.0.0/16, not '{proxy}'"));
        if (!Tls && (CertificateFile ?? CertificateKeyFile ?? CertificatePassword) is not null)
            errors.Add("CertificateFile is only for TLS: set Tls, or leave it out");
        if (CertificateFile is null && (CertificateKeyFile ?? CertificatePassword) is not null)
            errors.Add("CertificateFile must name the certificate whose key is given");
        if (GrpcPort is < 0 or > 65535)
            errors.Add($"GrpcPort must be 0 to 65535, not {GrpcPort}");
        if (WebPort is < 0 or > 65535)
            errors.Add($"WebPort must be 0 to 65535, not {WebPort}");
        if (GrpcPort == WebPort && GrpcPort != 0)
            errors.Add($"GrpcPort and WebPort must differ; both are {GrpcPort}");
        if (BrowserPort is < 0 or > 65535)
            errors.Add($"BrowserPort must be 0 to 65535, not {BrowserPort}");
        if (BrowserPort is { } browsers and not 0 && (browsers == GrpcPort || browsers == WebPort))
            errors.Add($"BrowserPort must differ from GrpcPort and WebPort; it is {browsers}");
        errors.AddRange(BrowserOrigins.Where(o => !IsOrigin(o)).Select(o => $"BrowserOrigins must be origins such as https://gym.example, not '{o}'"));
        if (!Enum.IsDefined(Storage))
            errors.Add("Storage must be Sqlite or PostgreSql");
        if (Storage == StorageKind.Sqlite && string.IsNullOrWhiteSpace(DataFile))
            errors.Add("DataFile must name the SQLite file");
        if (Storage == StorageKind.Sqlite && !string.IsNullOrWhiteSpace(ConnectionString))
            errors.Add("ConnectionString is only for PostgreSql: set Storage to that, or leave it out");
        if (Storage == StorageKind.PostgreSql && PostgreSqlStorageOptions.FindError(ConnectionString) is { } error)
            errors.Add($"ConnectionString {error}");
        if (!Enum.IsDefined(Cluster))
            errors.Add("Cluster must be SingleSilo");
        if (!Enum.IsDefined(Identity))
            errors.Add($"Identity must be {string.Join(" or ", Enum.GetNames<IdentityKind>())}");
        if (Identity == IdentityKind.OpenIdConnect && OpenIdConnect is null)
            errors.Add("OpenIdConnect must say which issuer is trusted (Authority, Audience, ClientId)");
        if (Identity != IdentityKind.OpenIdConnect && OpenIdConnect is not null)
            errors.Add("OpenIdConnect is only for the identity of that name: set Identity to OpenIdConnect, or leave it out");
        errors.AddRange((OpenIdConnect?.FindErrors() ?? []).Select(error => $"OpenIdConnect:{error}"));
        if (PublicAddress is { } place && !(place.IsAbsoluteUri && IsOrigin(place.GetLeftPart(UriPartial.Authority)) && place.PathAndQuery == "/"))
            errors.Add($"PublicAddress must be an address such as https://gym.example, without a path, not '{place.OriginalString}'");
        if (OtlpEndpoint is { } otlp && (!otlp.IsAbsoluteUri || (otlp.Scheme != Uri.UriSchemeHttp && otlp.Scheme != Uri.UriSchemeHttps)))
            errors.Add($"OtlpEndpoint must be an address such as http://localhost:4317, not '{otlp}'");
        if (AuditRetentionDays is < 1 or > 3650)
            errors.Add($"AuditRetentionDays must be 1 to 3650, not {AuditRetentionDays}");
        if (RecordingRetentionDays is < 0 or > 3650)
            errors.Add($"RecordingRetentionDays must be 0 to 3650, not {RecordingRetentionDays}");
        if (StopTimeout <= TimeSpan.Zero)
            errors.Add("StopTimeout must be more than nothing");
        errors.AddRange(Api.Limits.FindErrors());
        errors.AddRange(Sessions.FindErrors());
        return errors;
    }

    // Scheme, host and port as a browser writes them, and nothing after them: anything else would never match and so silently shut a page out.
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.Ordinal);
}

/// <summary>Where everything durable lives.</summary>
public enum StorageKind
{
    /// <summary>A file of this machine.</summary>
    Sqlite = 1,

    /// <summary>A PostgreSQL database, which other servers may use as well.</summary>
    PostgreSql = 2,
}

/// <summary>How many servers share the sessions.</summary>
public enum ClusterKind
{
    /// <summary>One, on its own.</summary>
    SingleSilo = 1,
}

/// <summary>How callers say who they are.</summary>
public enum IdentityKind
{
    /// <summary>Everybody on this machine may say who he is.</summary>
    Development = 1,

    /// <summary>An OpenID Connect issuer says it: by bearer tokens for calls, by its sign-in for pages.</summary>
    OpenIdConnect = 2,

    /// <summary>This server itself, which keeps accounts for one gym: by password, and by tokens that it gives to phones.</summary>
    Local = 3,
}
