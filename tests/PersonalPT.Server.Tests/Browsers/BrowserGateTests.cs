using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using PersonalPT.Protocol.V1;
using PersonalPT.Server.Tests.House;

namespace PersonalPT.Server.Tests.Browsers;

public sealed class BrowserGateTests : IDisposable
{
    private const string Call = "personalpt.v1.ExerciseService/ListExercises";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_browser_calls_and_watches_over_http_1_1()
    {
        await using var server = await Start();
        using var channel = Browser(server);
        var signIn = new Metadata { { "authorization", "Development gym/athlete/anna" } };
        var session = new StartSessionRequest
        {
            SessionId = Guid.NewGuid().ToString(),
            ExerciseId = "squat",
            Capture = Squats.Session(Squats.Film(1)).Capture,
        };
        await new SessionService.SessionServiceClient(channel).StartSessionAsync(session, signIn, cancellationToken: Patience);
        var tracking = new TrackingService.TrackingServiceClient(channel);
        using var watch = tracking.WatchSession(new WatchSessionRequest { SessionId = session.SessionId }, signIn, cancellationToken: Patience);

        // The stream has begun before the batch is sent, and brings what the batch caused.
        Assert.True(await watch.ResponseStream.MoveNext(Patience));
        Assert.NotNull(watch.ResponseStream.Current.Event.SessionStarted);
        var batch = new SubmitFramesRequest { SessionId = session.SessionId, FirstInputSeq = 1, OldestHeldInputSeq = 1, Inputs = { new Input { EndSession = new EndSession() } } };
        Assert.Equal(2ul, (await tracking.SubmitFramesAsync(batch, signIn, cancellationToken: Patience)).Acknowledgement.NextInputSeq);
        var seen = new List<SessionEvent.EventOneofCase>();
        while (await watch.ResponseStream.MoveNext(Patience))
            if (watch.ResponseStream.Current.Event is { } entry)
                seen.Add(entry.EventCase);
        Assert.Equal([SessionEvent.EventOneofCase.ExerciseSelected, SessionEvent.EventOneofCase.SessionEnded], seen);
    }

    [Fact]
    public async Task Without_a_port_for_browsers_there_is_none()
    {
        await using var server = await RunningHost.Start(
            ServerHost.Build(new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = _folder.DataFile }), Patience);

        Assert.Null(server.Addresses.Browsers);
        using var http = new HttpClient { BaseAddress = server.Addresses.Web };
        using var answer = await http.SendAsync(GrpcWeb(null), Patience);
        Assert.NotEqual("application/grpc-web+proto", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Nothing_but_calls_is_served_there()
    {
        await using var server = await Start();
        using var http = new HttpClient { BaseAddress = server.Addresses.Browsers };

        foreach (var path in new[] { "metrics", "healthz", "", Call })
        {
            using var answer = await http.GetAsync(path, Patience);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("https://gym.example", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://[::1]", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("https://gym.example.evil.example", false)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("null", false)]
    public async Task A_page_may_call_where_its_origin_is_this_machine_or_was_named(string origin, bool allowed)
    {
        await using var server = await Start("https://gym.example");
        using var http = new HttpClient { BaseAddress = server.Addresses.Browsers };
        using var asking = new HttpRequestMessage(HttpMethod.Options, Call);
        asking.Headers.Add("Origin", origin);
        asking.Headers.Add("Access-Control-Request-Method", "POST");
        asking.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,x-grpc-web");

        using var answer = await http.SendAsync(asking, Patience);
        using var called = await http.SendAsync(GrpcWeb(origin), Patience);

        Assert.Equal(allowed, answer.Headers.TryGetValues("Access-Control-Allow-Headers", out _));
        foreach (var response in new[] { answer, called })
            Assert.Equal(allowed ? origin : null, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var may) ? Assert.Single(may) : null);

        // How the call ended must be readable for the page even where nothing else came.
        if (allowed)
            Assert.Contains("grpc-status", Assert.Single(called.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_development_identity_a_foreign_name_that_points_here_is_refused()
    {
        await using var server = await Start();
        using var http = new HttpClient { BaseAddress = server.Addresses.Browsers };
        using var call = GrpcWeb(null);
        call.Headers.Host = "evil.example";

        using var answer = await http.SendAsync(call, Patience);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_refusal_carries_its_details()
    {
        await using var server = await Start();
        using var channel = Browser(server);
        var signIn = new Metadata { { "authorization", "Development gym/athlete/anna" } };

        var error = await Assert.ThrowsAsync<RpcException>(async () => await new SessionService.SessionServiceClient(channel).GetSessionAsync(
            new GetSessionRequest { SessionId = Guid.NewGuid().ToString() }, signIn, cancellationToken: Patience));

        Assert.Equal("SESSION_NOT_FOUND", PersonalPT.Client.PersonalPTException.From(error).Reason);
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    private Task<RunningHost> Start(params string[] origins) => RunningHost.Start(
        ServerHost.Build(new ServerOptions { GrpcPort = 0, WebPort = 0, BrowserPort = 0, BrowserOrigins = origins, DataFile = _folder.DataFile }), Patience);

    private static GrpcChannel Browser(RunningHost server) => GrpcChannel.ForAddress(server.Addresses.Browsers!, new GrpcChannelOptions
    {
        HttpHandler = new GrpcWebHandler(GrpcWebMode.GrpcWeb, new SocketsHttpHandler()),
        HttpVersion = HttpVersion.Version11,
        DisposeHttpClient = true,
    });

    // A call as a page makes it: an empty message, after its five bytes.
    private static HttpRequestMessage GrpcWeb(string? origin)
    {
        var call = new HttpRequestMessage(HttpMethod.Post, Call) { Content = new ByteArrayContent(new byte[5]) };
        call.Content.Headers.ContentType = new("application/grpc-web+proto");
        call.Headers.Add("Authorization", "Development gym/athlete/anna");
        if (origin is not null)
            call.Headers.Add("Origin", origin);
        return call;
    }
}
