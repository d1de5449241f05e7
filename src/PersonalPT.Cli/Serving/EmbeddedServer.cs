using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Client;
using PersonalPT.Server;
using PersonalPT.Server.Starting;

namespace PersonalPT.Cli.Serving;

/// <summary>A whole server in this process: the same that runs elsewhere, on ports of this machine.</summary>
internal sealed class EmbeddedServer : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly string? _temporaryFolder;

    private EmbeddedServer(WebApplication host, ServerOptions options, string? temporaryFolder)
    {
        var addresses = host.Services.GetRequiredService<ServerAddresses>();
        _host = host;
        _temporaryFolder = temporaryFolder;
        Grpc = addresses.Grpc;
        Web = addresses.Web;
        Browsers = addresses.Browsers;
        Data = StorageUpkeep.Describe(options);
        Fingerprint = host.Services.GetService<ServerCertificate>() is { IsOwn: true } own ? own.Fingerprint : null;
    }

    /// <summary>Where phones and apps connect.</summary>
    public Uri Grpc { get; }

    /// <summary>Where pages, health and metrics are.</summary>
    public Uri Web { get; }

    /// <summary>Where browsers connect; null where they cannot.</summary>
    public Uri? Browsers { get; }

    /// <summary>Where the data are: a file, or a PostgreSQL database in words.</summary>
    public string Data { get; }

    /// <summary>SHA-256 of the certificate that the server made itself; null: one that was given, or no TLS.</summary>
    public string? Fingerprint { get; }

    /// <summary>What whoever started it does next; null: nothing in particular.</summary>
    public Task<FirstSteps?> FirstStepsAsync(CancellationToken cancellationToken) => FirstSteps.Of(_host.Services, isRead: !Console.IsOutputRedirected, cancellationToken);

    /// <summary>Starts one with free ports and an empty database in a temporary folder, which goes when it ends.</summary>
    public static Task<EmbeddedServer> StartTemporaryAsync(CommandOutput output, CancellationToken cancellationToken) =>
        StartTemporaryAsync(webPort: 0, output, cancellationToken);

    /// <summary>The same, with its pages on a port.</summary>
    public static async Task<EmbeddedServer> StartTemporaryAsync(int webPort, CommandOutput output, CancellationToken cancellationToken)
    {
        output.Progress("Starting a server of its own ...");
        var folder = Directory.CreateTempSubdirectory($"personalpt-demo-{Environment.ProcessId}-").FullName;
        try
        {
            var options = new ServerOptions { GrpcPort = 0, WebPort = webPort, DataFile = Path.Combine(folder, "personalpt.db") };
            return await StartAsync(options, logs: output.Verbose, folder, cancellationToken);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Starts one.</summary>
    /// <param name="options">What it is to be.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="ServerStartException">A port cannot be had.</exception>
    /// <exception cref="Storage.StorageException">The database cannot be opened.</exception>
    public static Task<EmbeddedServer> StartAsync(ServerOptions options, CancellationToken cancellationToken) =>
        StartAsync(options, logs: true, temporaryFolder: null, cancellationToken);

    /// <summary>A client that is signed in at the demo's gym.</summary>
    public PersonalPTClient Connect(string role, string user) => new(new PersonalPTClientOptions
    {
        Address = Grpc,
        Credential = ClientCredential.Development(ServerConnection.DefaultGym, role, user),
    });

    /// <summary>The page on which somebody of the demo's gym signs in with one click, and gets to another page.</summary>
    public Uri SignInAddress(string role, string user, string page) =>
        new(Web, $"/sign-in?gym={ServerConnection.DefaultGym}&role={role}&user={user}&to={Uri.EscapeDataString(page)}");

    /// <summary>Waits until Ctrl+C, or until the server ends by itself.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        var stopping = _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        if (_temporaryFolder is not null)
            Directory.Delete(_temporaryFolder, recursive: true);
    }

    private static async Task<EmbeddedServer> StartAsync(
        ServerOptions options, bool logs, string? temporaryFolder, CancellationToken cancellationToken)
    {
        var host = ServerHost.Build(options, builder => Configure(builder.Logging, logs));
        try
        {
            await host.StartAsync(cancellationToken);
            return new EmbeddedServer(host, options, temporaryFolder);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private static void Configure(ILoggingBuilder logging, bool logs)
    {
        if (!logs)
        {
            logging.ClearProviders();
            return;
        }

        // What keeps it from starting is said once, by whoever started it.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // It recommends the garbage collector of servers, which most of this program's commands are better off without.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
    }
}
