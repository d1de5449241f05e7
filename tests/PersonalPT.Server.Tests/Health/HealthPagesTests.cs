using System.Net;
using Grpc.Health.V1;
using Grpc.Net.Client;
using PersonalPT.Server.Tests.House;
using PersonalPT.Testing.PostgreSql;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace PersonalPT.Server.Tests.Health;

public sealed class HealthPagesTests : IAsyncDisposable
{
    private readonly PostgreSqlCluster _cluster = PostgreSqlCluster.Flushed();
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _inVain = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public HealthPagesTests() => _inVain.CancelAfter(TimeSpan.FromMinutes(3));

    private CancellationToken Patience => _inVain.Token;

    [Fact]
    public async Task Without_its_database_a_server_is_not_ready_and_says_why_but_it_is_alive_and_with_it_ready_again()
    {
        var options = new ServerOptions { Storage = StorageKind.PostgreSql, ConnectionString = await _cluster.CreateEmptyAsync(Patience), GrpcPort = 0, WebPort = 0 };
        await StorageUpkeep.MigrateAsync(options, Patience);
        await using var server = await RunningHost.Start(ServerHost.Build(options), Patience);
        await IsReady(server);

        await _cluster.StopAtOnceAsync(Patience);
        foreach (var page in new[] { "readyz", "healthz" })
        {
            var (status, text) = await Get(server, page);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            // Whoever asks hears that it is so, and neither where the database is nor what its driver says.
            Assert.Equal("Unhealthy\nstorage: The database cannot be reached.", text);
        }

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await Get(server, "livez"));
        Assert.Equal(ServingStatus.NotServing, await AskByGrpc(server));

        await _cluster.StartAsync(Patience);
        await IsReady(server);
    }

    [Fact]
    public async Task A_server_with_its_file_is_ready()
    {
        await using var server = await RunningHost.Start(ServerHost.Build(new ServerOptions { DataFile = _folder.DataFile, GrpcPort = 0, WebPort = 0 }), Patience);

        await IsReady(server);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _folder.Dispose();
        _inVain.Dispose();
    }

    private async Task IsReady(RunningHost server)
    {
        foreach (var page in new[] { "readyz", "healthz", "livez" })
            Assert.Equal((HttpStatusCode.OK, "Healthy"), await Get(server, page));
        Assert.Equal(ServingStatus.Serving, await AskByGrpc(server));
    }

    private async Task<(HttpStatusCode Status, string Text)> Get(RunningHost server, string page)
    {
        using var http = new HttpClient { BaseAddress = server.Addresses.Web };
        using var answer = await http.GetAsync(new Uri(page, UriKind.Relative), Patience);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Patience));
    }

    private async Task<ServingStatus> AskByGrpc(RunningHost server)
    {
        using var channel = GrpcChannel.ForAddress(server.Addresses.Grpc);
        return (await new global::Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Patience)).Status;
    }
}
