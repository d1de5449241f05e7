using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PersonalPT.Api.Limits;
using PersonalPT.Client;
using PersonalPT.Server;

namespace PersonalPT.Api.Tests.House;

/// <summary>The real server on loopback: Kestrel, silo, SQLite in a folder of its own.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("personalpt-api-test-").FullName;
    private WebApplication? _host;

    /// <summary>What it complained about.</summary>
    internal ErrorLog Errors { get; } = new();

    /// <summary>The gateway's limits. A machine that is busy with other tests is no overload here; tests of overload say otherwise.</summary>
    public ApiOptions Api { get; init; } = new()
    {
        Limits = new LimitOptions
        {
            FrameAge = s_never,
            ThreadWait = s_never,
            ThreadStrain = s_never,
            CommitTime = s_never,
            SecondsUntilOverloaded = int.MaxValue,
            SessionsBeginningAtOnce = int.MaxValue,
        },
    };

    /// <summary>How long it keeps recordings.</summary>
    public int RecordingRetentionDays { get; init; } = 30;

    /// <summary>Services that take the place of the server's own.</summary>
    internal Action<IServiceCollection> Replace { get; init; } = _ => { };

    /// <summary>What it is to be besides.</summary>
    internal Func<ServerOptions, ServerOptions> Adjust { get; init; } = options => options;

    /// <summary>Where it answers.</summary>
    internal ServerAddresses Addresses => _host!.Services.GetRequiredService<ServerAddresses>();

    /// <summary>Its inside.</summary>
    internal IServiceProvider Services => _host!.Services;

    public async ValueTask InitializeAsync()
    {
        _host = ServerHost.Build(
            Adjust(new ServerOptions { GrpcPort = 0, WebPort = 0, BrowserPort = 0, DataFile = Path.Combine(_folder, "gym.db"), Api = Api, RecordingRetentionDays = RecordingRetentionDays }),
            builder =>
            {
                builder.Logging.ClearProviders().AddProvider(Errors);
                Replace(builder.Services);
            });
        await _host.StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Stops, and starts again over the same data.</summary>
    internal async Task Restart()
    {
        await Stop();
        await InitializeAsync();
    }

    /// <summary>A client that is signed in.</summary>
    internal PersonalPTClient Connect(string gym, string role, string user) =>
        new(new PersonalPTClientOptions { Address = Addresses.Grpc, Credential = ClientCredential.Development(gym, role, user) });

    /// <summary>A channel without a sign-in.</summary>
    internal GrpcChannel Open() => GrpcChannel.ForAddress(Addresses.Grpc);

    /// <summary>A channel over the port for browsers, without a sign-in: gRPC-Web and HTTP/1.1.</summary>
    internal GrpcChannel OpenAsBrowser() => GrpcChannel.ForAddress(Addresses.Browsers!, new GrpcChannelOptions
    {
        HttpHandler = new GrpcWebHandler(GrpcWebMode.GrpcWeb, new SocketsHttpHandler()),
        HttpVersion = System.Net.HttpVersion.Version11,
        DisposeHttpClient = true,
    });

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Stop()
    {
        await _host!.StopAsync();
        await _host.DisposeAsync();
    }
}
