using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using PersonalPT.Api;
using PersonalPT.Api.Access;
using PersonalPT.Grains;
using PersonalPT.Grains.Recordings;
using PersonalPT.Server.Browsers;
using PersonalPT.Server.Health;
using PersonalPT.Server.Starting;
using PersonalPT.Server.Telemetry;
using PersonalPT.Storage.PostgreSql;
using PersonalPT.Storage.Sqlite;
using PersonalPT.Web;

namespace PersonalPT.Server;

/// <summary>A whole PersonalPT server: gateway, silo and storage in one process.</summary>
public static class ServerHost
{
    // A dead phone is noticed by an unanswered ping.
    private static readonly TimeSpan s_pingAfter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_pingTimeout = TimeSpan.FromSeconds(10);

    // What has come and was not read waits in these windows, and nowhere else. The stream's is a good half minute of frames; the connection's is large
    // enough that a few sessions which stand still do not stop the others on it, and a caller who sends what nobody reads fills no more than that.
    private const int StreamWindow = 256 * 1024;
    private const int ConnectionWindow = 32 * StreamWindow;

    // What waits for a reader who does not read, a stream. Small: events that do not fit are in the journal.
    private const int ResponseBuffer = 64 * 1024;

    // A phone has one stream, and a few more while it changes networks; a screen that shows more takes another connection.
    private const int StreamsPerConnection = 100;

    // A token of an identity provider has 1 to 4 KB and is the largest thing that any caller has to say in headers; gRPC itself says some twenty.
    private const int HeaderSize = 8 * 1024;
    private const int AllHeadersSize = 16 * 1024;
    private const int HeaderCount = 50;
    private static readonly TimeSpan s_headersTimeout = TimeSpan.FromSeconds(10);

    // The largest message is a demonstration of 10 MB; streams have no limit of their own, since each message has one.
    private const long LargestCall = 12 * 1024 * 1024;

    // Each phone and each watcher may have a connection of its own; the rest is for single calls, and for dead connections until their pings tell.
    private const int SpareConnections = 1000;

    /// <summary>
    /// Builds a server that is not started. After <c>StartAsync</c> its services hold <see cref="ServerAddresses"/>. Starting throws
    /// <see cref="ServerStartException"/> or <see cref="Storage.StorageException"/>, each with one plain line, where a port or the storage cannot be had.
    /// </summary>
    /// <param name="options">What it is to be.</param>
    /// <param name="configure">The last word on the builder: logging, a <see cref="TimeProvider"/>, other services.</param>
    /// <exception cref="ServerStartException">The options are wrong; the message names everything that is.</exception>
    public static WebApplication Build(ServerOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FindErrors() is { Count: > 0 } errors)
            throw ServerStartException.BadOptions(errors);

        // Empty: no settings files of a folder that happens to be the current one, no watchers of files, nothing that was not asked for.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "PersonalPT.Server",
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT"),
        });
        var isStopping = false;
        AddLogging(builder.Logging, () => isStopping);
        WebApplication? built = null;
        var certificate = options.Tls ? ServerCertificate.Open(options) : null;
        AddKestrel(builder.WebHost, options, certificate);

        var services = builder.Services;
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        services.AddSingleton(options);
        if (certificate is not null)
            services.AddSingleton(certificate);
        services.AddSingleton(provider => new ServerAddresses(provider.GetRequiredService<IServer>(), options.BrowserPort is not null));
        services.AddHostedService<PortCheck>();
        if (options.Storage == StorageKind.PostgreSql)
            services.AddPostgreSqlStorage(new PostgreSqlStorageOptions { ConnectionString = options.ConnectionString });
        else
            services.AddSqliteStorage(new SqliteStorageOptions { Path = options.DataFile });
        builder.UseOrleans(silo => AddSilo(silo, options));
        services.AddRouting();
        services.AddPersonalPTApi(options.Api with
        {
            DevelopmentSignIn = options.Identity == IdentityKind.Development,
            Issuer = options.OpenIdConnect,
            LocalAccounts = options.Api.LocalAccounts with { IsOn = options.Identity == IdentityKind.Local },
            AuditRetention = TimeSpan.FromDays(options.AuditRetentionDays),
            RecordingRetention = TimeSpan.FromDays(options.RecordingRetentionDays),
            Webhooks = options.Api.Webhooks with
            {
                ToPrivateAddresses = options.WebhooksToPrivateAddresses,
                ToThisMachine = options.Identity == IdentityKind.Development,
            },
        });
        services.AddBrowserGate(options);
        services.AddPersonalPTWeb(new WebOptions
        {
            KeyFolder = options.KeyFolder,
            DevelopmentSignIn = options.Identity == IdentityKind.Development,
            Issuer = options.OpenIdConnect,
            PublicAddress = options.PublicAddress,
            PhoneAddress = host => built is null || (options.PublicAddress is not null && !options.Tls) ? null : new UriBuilder(built.Services.GetRequiredService<ServerAddresses>().Grpc) { Host = host }.Uri,
            // One that somebody vouches for is renewed by and by; phones check it as browsers do.
            CertificateFingerprint = certificate is { IsOwn: true } own ? own.Fingerprint : null,
            RecordingRetention = TimeSpan.FromDays(options.RecordingRetentionDays),
        });
        services.AddServerTelemetry(options.OtlpEndpoint);
        services.AddHealth();
        if (builder.Environment.IsDevelopment())
            services.AddGrpcReflection();

        configure?.Invoke(builder);
        var app = builder.Build();
        built = app;
        app.Lifetime.ApplicationStopping.Register(() => isStopping = true);
        Map(app, options);
        return app;
    }

    private static void Map(WebApplication app, ServerOptions options)
    {
        app.UseTrustedProxies(options.Proxies);
        app.UsePageHosts();
        app.UsePersonalPTWebAssets();
        app.UseRouting();
        app.UseBrowserGate();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseOpenStreams();
        app.MapPersonalPTApi();
        app.MapPersonalPTWeb();
        app.MapHealth();
        app.MapMetrics();
        if (app.Environment.IsDevelopment())
            app.MapGrpcReflectionService();
    }

    /// <summary>How the server listens.</summary>
    internal static void AddKestrel(IWebHostBuilder web, ServerOptions options, ServerCertificate? certificate = null) => web.UseKestrelCore().ConfigureKestrel(kestrel =>
    {
        var address = IPAddress.Parse(options.Host);
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.KeepAlivePingDelay = s_pingAfter;
        kestrel.Limits.Http2.KeepAlivePingTimeout = s_pingTimeout;
        kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindow;
        kestrel.Limits.Http2.InitialConnectionWindowSize = ConnectionWindow;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = HeaderSize;
        kestrel.Limits.MaxRequestHeadersTotalSize = AllHeadersSize;
        kestrel.Limits.MaxRequestHeaderCount = HeaderCount;
        kestrel.Limits.RequestHeadersTimeout = s_headersTimeout;
        kestrel.Limits.MaxRequestBodySize = LargestCall;
        kestrel.Limits.MaxResponseBufferSize = ResponseBuffer;
        kestrel.Limits.MaxConcurrentConnections =
            (long)options.Api.Limits.MostPhoneStreams + options.Api.Limits.MostWatchStreams + SpareConnections;
        Listen(options.GrpcPort, listen => listen.Protocols = HttpProtocols.Http2);
        Listen(options.WebPort, PageHosts.Listen);
        if (options.BrowserPort is { } browserPort)
            Listen(browserPort, BrowserGate.Listen);

        void Listen(int port, Action<ListenOptions> configure) => kestrel.Listen(address, port, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(certificate.Certificate);
            configure(listen);
        });
    });

    // One silo that nobody else joins: no gateway for clients, and a port of the loopback that is free, so that servers can run side by side.
    private static void AddSilo(ISiloBuilder silo, ServerOptions options)
    {
        silo.UseLocalhostClustering(siloPort: LoopbackPort.FindFree(), gatewayPort: 0)
            .AddPersonalPTGrains(options.Sessions, new RecordingPolicy(options.RecordingRetentionDays > 0));

        // It costs every call two filters; where nobody gets the traces there is nothing to carry.
        if (options.OtlpEndpoint is not null)
            silo.AddActivityPropagation();
    }

    // Standard output belongs to whoever started the server.
    private static void AddLogging(ILoggingBuilder logging, Func<bool> isStopping)
    {
        logging.SetMinimumLevel(LogLevel.Warning);
        // Not news: somebody has not signed in; a silo of one process does not use the server's garbage collector; and the watchdog takes the
        // machine's uptime for a stall of its own when it starts.
        logging.AddFilter("PersonalPT.Api.Access.DevelopmentSignIn", LogLevel.Warning);
        // Nor that somebody brought a token that is out of date, which he is told himself.
        logging.AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        // Whoever starts the server gets the exception that kept it from starting, and says so himself.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // Nor is it that a poll of a queue in memory is cut off by the stop.
        foreach (var polling in new[] { "Orleans.Providers.MemoryAdapterReceiver", "Orleans.Streams" })
            logging.AddFilter(polling, level => level >= (isStopping() ? LogLevel.Critical : LogLevel.Warning));
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
