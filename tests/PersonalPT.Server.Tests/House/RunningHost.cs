using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace PersonalPT.Server.Tests.House;

/// <summary>A server in this process, which is stopped in good order when the test is over.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly WebApplication _host;
    private Task? _stopping;

    private RunningHost(WebApplication host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public ServerAddresses Addresses => _host.Services.GetRequiredService<ServerAddresses>();

    public static async Task<RunningHost> Start(WebApplication host, CancellationToken cancellationToken)
    {
        try
        {
            await host.StartAsync(cancellationToken);
            return new RunningHost(host);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public Task StopAsync() => _stopping ??= _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _host.DisposeAsync();
    }
}
