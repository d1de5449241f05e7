using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Client;
using PersonalPT.Server;

namespace PersonalPT.Cli.Serving;

/// <summary>A whole server in this process: the same that runs elsewhere, on ports of this machine.</summary>
internal sealed class EmbeddedServer : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly string? _temporaryFolder;

    private EmbeddedServer(WebApplication host, ServerAddresses addresses, string dataFile, string? temporaryFolder)
    {
        _host = host;
        _temporaryFolder = temporaryFolder;
        Grpc = addresses.Grpc;
        Web = addresses.Web;
        DataFile = dataFile;
    }

    /// <summary>Where phones and apps connect.</summary>
    public Uri Grpc { get; }

    /// <summary>Where health and metrics are.</summary>
    public Uri Web { get; }

    /// <summary>The database.</summary>
    public string DataFile { get; }

    /// <summary>Starts one with free ports and an empty database in a temporary folder, which goes when it ends.</summary>
    public static async Task<EmbeddedServer> StartAsync(CommandOutput output, CancellationToken cancellationToken)
    {
        output.Progress("Starting a server of its own ...");
        var folder = Directory.CreateTempSubdirectory("personalpt-demo-").FullName;
        try
        {
            return await StartAsync(port: 0, webPort: 0, Path.Combine(folder, "personalpt.db"), otlp: null, folder, cancellationToken);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Starts one.</summary>
    /// <param name="port">For gRPC; 0: a free one.</param>
    /// <param name="webPort">For health and metrics; 0: a free one.</param>
    /// <param name="dataFile">The database; made where there is none.</param>
    /// <param name="otlp">Where telemetry goes as well.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static Task<EmbeddedServer> StartAsync(int port, int webPort, string dataFile, Uri? otlp, CancellationToken cancellationToken) =>
        StartAsync(port, webPort, dataFile, otlp, temporaryFolder: null, cancellationToken);

    /// <summary>A client that is signed in at the demo's gym.</summary>
    public PersonalPTClient Connect(string role, string user) => new(new PersonalPTClientOptions
    {
        Address = Grpc,
        Credential = ClientCredential.Development(ServerConnection.DefaultGym, role, user),
    });

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
        int port, int webPort, string dataFile, Uri? otlp, string? temporaryFolder, CancellationToken cancellationToken)
    {
        var host = ServerHost.Build(new ServerOptions { GrpcPort = port, WebPort = webPort, DataFile = dataFile, OtlpEndpoint = otlp });
        try
        {
            await host.StartAsync(cancellationToken);
            return new EmbeddedServer(host, host.Services.GetRequiredService<ServerAddresses>(), dataFile, temporaryFolder);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }
}
