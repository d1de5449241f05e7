using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Server;

namespace PersonalPT.Benchmarks;

/// <summary>A whole server on an empty database: its grains and its journal are called as the gateway calls them, in the same process.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly WebApplication _host;

    private RunningServer(DirectoryInfo folder, WebApplication host) => (_folder, _host) = (folder, host);

    public static async Task<RunningServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("personalpt-benchmarks-");
        var host = ServerHost.Build(new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = Path.Combine(folder.FullName, "personalpt.db") });
        await host.StartAsync();
        return new RunningServer(folder, host);
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
