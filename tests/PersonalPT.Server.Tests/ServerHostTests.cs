using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Protocol.V1;
using PersonalPT.Server.Tests.House;
using PersonalPT.Storage;

namespace PersonalPT.Server.Tests;

public sealed class ServerHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Two_servers_with_files_of_their_own_run_side_by_side()
    {
        using var other = new TemporaryFolder();
        await using var first = await Start(_folder.DataFile);
        await using var second = await Start(other.DataFile);

        foreach (var server in new[] { first, second })
        {
            await using var phone = Squats.Phone(Addresses(server).Grpc);
            Assert.Equal(8, (await phone.Exercises.ListExercisesAsync(new ListExercisesRequest(), cancellationToken: Patience)).Exercises.Count);
        }
    }

    [Fact]
    public async Task A_second_server_on_the_same_file_is_refused_in_one_line()
    {
        await using var first = await Start(_folder.DataFile);

        var error = await Assert.ThrowsAsync<StorageException>(() => Start(_folder.DataFile));

        Assert.DoesNotContain('\n', error.Message);
        await using var phone = Squats.Phone(Addresses(first).Grpc);
        await phone.Exercises.ListExercisesAsync(new ListExercisesRequest(), cancellationToken: Patience);
    }

    [Fact]
    public async Task A_port_in_use_is_named_before_anything_is_opened()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        foreach (var options in new[] { new ServerOptions { GrpcPort = port, WebPort = 0 }, new ServerOptions { GrpcPort = 0, WebPort = port } })
        {
            await using var server = ServerHost.Build(options with { DataFile = _folder.DataFile });
            var error = await Assert.ThrowsAsync<ServerStartException>(() => server.StartAsync(Patience));

            Assert.StartsWith($"Port {port} is in use: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(options.GrpcPort == port ? "GrpcPort" : "WebPort", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }

        Assert.False(File.Exists(_folder.DataFile));
    }

    [Fact]
    public async Task Health_and_metrics_are_open_to_everybody_and_nothing_else_is()
    {
        await using var server = await Start(_folder.DataFile);
        await using var phone = Squats.Phone(Addresses(server).Grpc);
        await using var session = await phone.StartSessionAsync(Squats.Session(Squats.Film(1)), Patience);
        await using var events = session.Events(Patience).GetAsyncEnumerator(Patience);
        Assert.True(await events.MoveNextAsync());
        using var http = new HttpClient { BaseAddress = Addresses(server).Web };

        Assert.Equal("Healthy", await http.GetStringAsync("healthz", Patience));
        var metrics = await http.GetStringAsync("metrics", Patience);
        foreach (var name in new[] { "orleans_", "dotnet_", "personalpt_gateway_streams", "personalpt_sessions_opened", "personalpt_journal_commit_time" })
            Assert.Contains(name, metrics, StringComparison.Ordinal);
        using var other = await http.GetAsync("anything", Patience);
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
    }

    [Fact]
    public async Task The_gRPC_health_service_answers_without_a_sign_in()
    {
        await using var server = await Start(_folder.DataFile);
        using var channel = GrpcChannel.ForAddress(Addresses(server).Grpc);

        var health = await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Patience);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [Fact]
    public async Task Open_streams_are_told_to_resume_and_the_stop_takes_less_than_its_time()
    {
        await using var server = await Start(_folder.DataFile);
        await using var phone = Squats.Phone(Addresses(server).Grpc);
        var film = Squats.Film(2);
        await using var session = await phone.StartSessionAsync(Squats.Session(film), Patience);
        using var stream = phone.Tracking.Track(cancellationToken: Patience);
        await stream.RequestStream.WriteAsync(new TrackRequest { Open = new TrackOpen { SessionId = session.SessionId, OldestHeldInputSeq = 1 } }, Patience);
        Assert.True(await stream.ResponseStream.MoveNext(Patience));
        using var watch = phone.Tracking.WatchSession(new WatchSessionRequest { SessionId = session.SessionId }, cancellationToken: Patience);
        Assert.True(await watch.ResponseStream.MoveNext(Patience));

        var clock = Stopwatch.StartNew();
        var stopping = server.StopAsync();
        StreamClosing? closing = null;
        // What comes after it is the connection's end, in order or not.
        while (closing is null && await stream.ResponseStream.MoveNext(Patience))
            closing = stream.ResponseStream.Current.Closing;

        // Whoever is told lets go of the stream, as the client library does. One that does not holds the stop up to its time, and no longer.
        stream.Dispose();
        var watched = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(Patience))
            {
            }
        });
        await stopping;

        // The client library's own stream and the raw one take the session from each other; whoever has it is told to resume.
        Assert.True(closing!.Reason is StreamClosingReason.Resume or StreamClosingReason.Superseded, closing.ToString());
        Assert.Equal(StatusCode.Unavailable, watched.StatusCode);
        Assert.True(clock.Elapsed < new ServerOptions().StopTimeout, $"It took {clock.Elapsed}.");
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public async Task Reflection_is_for_development_only(string environment, bool isThere)
    {
        var before = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT");
        Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", environment);
        try
        {
            await using var server = await Start(_folder.DataFile);
            var routes = server.Services.GetServices<Microsoft.AspNetCore.Routing.EndpointDataSource>().SelectMany(s => s.Endpoints);

            Assert.Equal(isThere, routes.Any(e => e.DisplayName?.Contains("ServerReflection", StringComparison.Ordinal) == true));
        }
        finally
        {
            Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", before);
        }
    }

    [Fact]
    public async Task What_was_counted_before_a_stop_is_there_after_it()
    {
        var film = Squats.Film(3);
        string sessionId;
        await using (var server = await Start(_folder.DataFile))
        {
            await using var phone = Squats.Phone(Addresses(server).Grpc);
            await using var session = await phone.StartSessionAsync(Squats.Session(film), Patience);
            sessionId = session.SessionId;
            foreach (var frame in film)
                session.Push(frame);
            await session.EndAsync(Patience);
        }

        await using var again = await Start(_folder.DataFile);
        await using var later = Squats.Phone(Addresses(again).Grpc);
        var history = await later.History.GetSessionHistoryAsync(new GetSessionHistoryRequest { SessionId = sessionId }, cancellationToken: Patience);
        Assert.Equal(3, history.Sets.Sum(s => s.Reps.Count));
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    private static ServerAddresses Addresses(RunningHost server) => server.Addresses;

    private static WebApplication Build(string dataFile) => ServerHost.Build(new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = dataFile });

    private static Task<RunningHost> Start(string dataFile) => RunningHost.Start(Build(dataFile), Patience);
}
