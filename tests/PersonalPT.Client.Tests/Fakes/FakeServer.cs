using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Fakes;

/// <summary>A server on loopback that keeps the rules of the protocol and breaks down as told. HTTP/2 and gRPC are real.</summary>
public sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, FakeSession> _sessions = new();

    private TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeServer(WebApplication application) => _application = application;

    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>The header of the newest call.</summary>
    public string? Authorization { get; private set; }

    /// <summary>The account that it keeps.</summary>
    public FakeAccount Account => _application.Services.GetRequiredService<FakeAccount>();

    public StartSessionRequest? LastStart { get; private set; }

    /// <summary>What every call fails with; null: none does.</summary>
    public RpcException? Refusal { get; set; }

    public int RefusalsMade { get; private set; }

    /// <summary>What goes wrong with watchers, one after the other: the number of messages after which the stream is cut.</summary>
    public ConcurrentQueue<int> WatchCuts { get; } = [];

    /// <summary>Events that a watcher is not sent the first time.</summary>
    public ConcurrentDictionary<ulong, bool> WatchLosses { get; } = [];

    public static async Task<FakeServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<Func<FakeServer>>(services => () => services.GetRequiredService<Holder>().Server!);
        builder.Services.AddSingleton<Holder>();
        builder.Services.AddSingleton<FakeAccount>();
        var application = builder.Build();
        var server = new FakeServer(application);
        application.Services.GetRequiredService<Holder>().Server = server;
        application.MapGrpcService<Tracking>();
        application.MapGrpcService<Sessions>();
        application.MapGrpcService<History>();
        application.MapGrpcService<FakeAccount>();
        await application.StartAsync();
        return server;
    }

    /// <summary>A session that is there or will be.</summary>
    public FakeSession Session(string id) => _sessions.GetOrAdd(id, id => new FakeSession(id));

    public PersonalPTClient Connect(TimeProvider? time = null, ClientCredential? credential = null) => new(new PersonalPTClientOptions
    {
        Address = Address,
        Credential = credential ?? ClientCredential.Development("gym", "athlete", "ann"),
        TimeProvider = time ?? TimeProvider.System,
    });

    /// <summary>A second has passed: living sessions say where they stand.</summary>
    public void Second()
    {
        foreach (var session in _sessions.Values)
            session.Heartbeat();
        Interlocked.Exchange(ref _second, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public static RpcException Error(Grpc.Core.StatusCode code, string message, string? reason = null, TimeSpan? retryAfter = null)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        if (reason is not null)
            status.Details.Add(Any.Pack(new ErrorInfo { Reason = reason, Domain = "personalpt" }));
        if (retryAfter is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = delay.ToDuration() }));
        return status.ToRpcException();
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private void Enter(ServerCallContext context)
    {
        Authorization = context.RequestHeaders.GetValue("authorization");
        if (Refusal is { } refusal)
        {
            RefusalsMade++;
            throw refusal;
        }
    }

    private FakeSession Existing(string id) =>
        _sessions.TryGetValue(id, out var session) && session.Events.Count > 0
            ? session
            : throw Error(Grpc.Core.StatusCode.NotFound, $"There is no session '{id}'.", "SESSION_NOT_FOUND");

    private sealed class Holder
    {
        public FakeServer? Server { get; set; }
    }

    private sealed class Sessions(Func<FakeServer> server) : SessionService.SessionServiceBase
    {
        public override Task<StartSessionResponse> StartSession(StartSessionRequest request, ServerCallContext context)
        {
            server().Enter(context);
            server().LastStart = request;
            var session = server().Session(request.SessionId);
            session.Start(request.Capture);
            return Task.FromResult(new StartSessionResponse
            {
                Session = new Session { SessionId = request.SessionId, Capture = request.Capture, Acknowledgement = session.Acknowledgement() },
            });
        }

        public override Task<GetSessionResponse> GetSession(GetSessionRequest request, ServerCallContext context)
        {
            if (request.SessionId.Length == 0)
                return Task.FromResult(new GetSessionResponse());
            server().Enter(context);
            var session = server().Existing(request.SessionId);
            return Task.FromResult(new GetSessionResponse
            {
                Session = new Session { SessionId = request.SessionId, Capture = session.Capture, Acknowledgement = session.Acknowledgement() },
            });
        }
    }

    private sealed class History(Func<FakeServer> server) : HistoryService.HistoryServiceBase
    {
        public override Task<ListEventsResponse> ListEvents(ListEventsRequest request, ServerCallContext context)
        {
            server().Enter(context);
            var events = server().Existing(request.SessionId).Events.Skip((int)request.AfterEventSeq).Take((int)request.Limit);
            return Task.FromResult(new ListEventsResponse { Events = { events } });
        }
    }

    private sealed class Tracking(Func<FakeServer> server) : TrackingService.TrackingServiceBase
    {
        public override async Task Track(
            IAsyncStreamReader<TrackRequest> requests, IServerStreamWriter<TrackResponse> responses, ServerCallContext context)
        {
            server().Enter(context);
            if (!await requests.MoveNext(context.CancellationToken) || requests.Current.Open is not { } open)
                throw Error(Grpc.Core.StatusCode.InvalidArgument, "The first message must open the stream.", "OPEN_MISSING");
            var session = server().Existing(open.SessionId);
            var stream = new FakeStream();
            session.Open(stream, open);
            _ = ReadAsync(session, stream, requests, context.CancellationToken);
            await foreach (var response in stream.Responses.ReadAllAsync(context.CancellationToken))
                await responses.WriteAsync(response, context.CancellationToken);
            if (stream.Broken)
                context.GetHttpContext().Abort();
        }

        public override async Task WatchSession(
            WatchSessionRequest request, IServerStreamWriter<WatchSessionResponse> responses, ServerCallContext context)
        {
            server().Enter(context);
            var session = server().Existing(request.SessionId);
            var left = server().WatchCuts.TryDequeue(out var cut) ? cut : int.MaxValue;
            async Task SayAsync(WatchSessionResponse response)
            {
                if (left-- == 0)
                    throw Error(Grpc.Core.StatusCode.Unavailable, "cut by the script");
                await responses.WriteAsync(response, context.CancellationToken);
            }

            var sent = request.AfterEventSeq;
            while (!context.CancellationToken.IsCancellationRequested)
            {
                foreach (var sessionEvent in session.Events.Skip((int)sent))
                {
                    sent = sessionEvent.EventSeq;
                    if (!server().WatchLosses.TryRemove(sent, out _))
                        await SayAsync(new WatchSessionResponse { Event = sessionEvent });
                    if (sessionEvent.EventCase == SessionEvent.EventOneofCase.SessionEnded && left > 0)
                        return;
                }

                await SayAsync(new WatchSessionResponse { Status = new SessionStatus { RepsInSet = (uint)sent } });
                await SayAsync(new WatchSessionResponse { LastEventSeq = (ulong)session.Events.Count });
                await server()._second.Task.WaitAsync(context.CancellationToken);
            }
        }

        private static async Task ReadAsync(FakeSession session, FakeStream stream, IAsyncStreamReader<TrackRequest> requests, CancellationToken cancelled)
        {
            try
            {
                while (await requests.MoveNext(cancelled))
                    session.Receive(stream, requests.Current.FirstInputSeq, requests.Current.Inputs);
                stream.Finish();
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or InvalidOperationException or RpcException)
            {
                // The phone has gone, or the script has ended the stream.
            }
        }
    }
}
