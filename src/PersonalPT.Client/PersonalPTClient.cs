using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>A connection to a PersonalPT server. One is enough for an app; it may be used from any thread.</summary>
public sealed class PersonalPTClient : IAsyncDisposable
{
    private const int MaxResponseBytes = 16 * 1024 * 1024;

    private readonly FreshConnections? _connections;
    private readonly NetworkChanges _network = new();
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<LiveSession, bool> _live = new();
    private int _disposed;

    /// <summary>Makes a client. Nothing is connected before the first call.</summary>
    /// <param name="options">Where the server is and who calls.</param>
    /// <exception cref="ArgumentException">The address is not one of a server, or a token would travel unencrypted to another machine.</exception>
    public PersonalPTClient(PersonalPTClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var address = options.Address;
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException($"The address '{address}' must begin with http:// or https://.", nameof(options));
        if (options.Credential.IsSecret && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
            throw new ArgumentException($"A token must not travel unencrypted: use https instead of '{address}'.", nameof(options));

        if (options.CertificateFingerprint is { } pin && (options.HttpHandler is not null || address.Scheme != Uri.UriSchemeHttps || !CertificatePin.IsOne(pin)))
            throw new ArgumentException("A certificate's fingerprint needs https, no handler of the app's own, and 64 hexadecimal digits.", nameof(options));

        var credential = options.Credential;
        var calls = CallCredentials.FromInterceptor(async (context, metadata) =>
        {
            try
            {
                if (await credential.AuthorizationAsync(context.CancellationToken) is { Length: > 0 } authorization)
                    metadata.Add("authorization", authorization);
            }
            catch (PersonalPTException error)
            {
                // The call fails with what its credential failed with: that of a device that was signed out is no fault of the connection, which would be tried again.
                throw error.InnerException as RpcException ?? new RpcException(new Status(StatusCode.Unauthenticated, error.Message));
            }
        });
        _time = options.TimeProvider;
        if (options.HttpHandler is null)
            _connections = new FreshConnections(() => MakeHandler(options.CertificateFingerprint));
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Create(
                address.Scheme == Uri.UriSchemeHttps ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure, calls),
            UnsafeUseInsecureChannelCallCredentials = true,
            HttpHandler = options.HttpHandler ?? _connections,
            DisposeHttpClient = options.HttpHandler is null,
            MaxReceiveMessageSize = MaxResponseBytes,
        });
        _invoker = _channel.CreateCallInvoker();
        Sessions = new SessionService.SessionServiceClient(_invoker);
        Models = new ModelService.ModelServiceClient(_invoker);
        Exercises = new ExerciseService.ExerciseServiceClient(_invoker);
        Coaching = new CoachingService.CoachingServiceClient(_invoker);
        History = new HistoryService.HistoryServiceClient(_invoker);
        Groups = new GroupService.GroupServiceClient(_invoker);
        Plans = new PlanService.PlanServiceClient(_invoker);
        Webhooks = new WebhookService.WebhookServiceClient(_invoker);
        Accounts = new AccountService.AccountServiceClient(_invoker);
        Recordings = new RecordingService.RecordingServiceClient(_invoker);
        Tracking = new TrackingService.TrackingServiceClient(_invoker);
    }

    /// <summary>The calls themselves; they fail with <see cref="RpcException"/>, which <see cref="PersonalPTException.From"/> can read.</summary>
    public SessionService.SessionServiceClient Sessions { get; }

    /// <inheritdoc cref="Sessions"/>
    public ModelService.ModelServiceClient Models { get; }

    /// <inheritdoc cref="Sessions"/>
    public ExerciseService.ExerciseServiceClient Exercises { get; }

    /// <inheritdoc cref="Sessions"/>
    public CoachingService.CoachingServiceClient Coaching { get; }

    /// <inheritdoc cref="Sessions"/>
    public HistoryService.HistoryServiceClient History { get; }

    /// <inheritdoc cref="Sessions"/>
    public GroupService.GroupServiceClient Groups { get; }

    /// <inheritdoc cref="Sessions"/>
    public PlanService.PlanServiceClient Plans { get; }

    /// <inheritdoc cref="Sessions"/>
    public WebhookService.WebhookServiceClient Webhooks { get; }

    /// <inheritdoc cref="Sessions"/>
    public AccountService.AccountServiceClient Accounts { get; }

    /// <summary>What was recorded of sessions: to list, count again, take out and delete.</summary>
    public RecordingService.RecordingServiceClient Recordings { get; }

    /// <inheritdoc cref="Sessions"/>
    public TrackingService.TrackingServiceClient Tracking { get; }

    /// <summary>Starts a session, or goes on with one that this app has started before.</summary>
    /// <param name="options">What is counted.</param>
    /// <param name="ct">Gives up waiting for the answer.</param>
    /// <returns>The session; frames may be pushed at once.</returns>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="PersonalPTException">The server refused, or could not be reached: this first call is not repeated by itself, and may safely be
    /// made again with the same <see cref="LiveSessionOptions.SessionId"/>.</exception>
    public async Task<LiveSession> StartSessionAsync(LiveSessionOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ObjectDisposedException.ThrowIf(_disposed == 1, this);

        var capture = options.Capture.Clone();
        if (capture.CaptureEpochUs == 0 && options.SessionId is { } known)
            capture.CaptureEpochUs = await FindEpochAsync(known, ct);
        if (capture.CaptureEpochUs == 0)
            capture.CaptureEpochUs = LiveSession.Micros(_time.GetUtcNow());
        var request = new StartSessionRequest
        {
            SessionId = options.SessionId ?? Guid.NewGuid().ToString(),
            AthleteId = options.AthleteId ?? "",
            ExerciseId = options.ExerciseId,
            Capture = capture,
            HoldFramesForTeaching = options.HoldFramesForTeaching,
            Record = options.Record,
            PlanId = options.PlanId ?? "",
        };
        Session session;
        try
        {
            session = (await Sessions.StartSessionAsync(request, cancellationToken: ct)).Session;
        }
        catch (RpcException error)
        {
            ct.ThrowIfCancellationRequested();
            throw PersonalPTException.From(error);
        }

        session.SessionId = request.SessionId;
        session.Capture = capture;
        if (session.ExerciseId.Length == 0)
            session.ExerciseId = options.ExerciseId;
        var live = new LiveSession(_invoker, _network, session, options, _time, _closing.Token);
        _live.TryAdd(live, true);
        _ = live.Over.ContinueWith(_ => _live.TryRemove(live, out var _), TaskScheduler.Default);
        return live;
    }

    /// <summary>
    /// A session's events after a number, each once, in order, and its statuses between them. Lost connections are made anew; ends after the event that says
    /// that the session has ended.
    /// </summary>
    /// <param name="sessionId">The session; the caller must be allowed to see it.</param>
    /// <param name="afterEventSeq">The last event that is known already; 0 for all.</param>
    /// <param name="ct">Stops watching.</param>
    /// <exception cref="PersonalPTException">There is no such session, or the caller may not see it.</exception>
    public IAsyncEnumerable<WatchUpdate> WatchAsync(string sessionId, ulong afterEventSeq = 0, CancellationToken ct = default) =>
        new SessionWatch(Tracking, _network, _time).RunAsync(sessionId, afterEventSeq, ct);

    /// <summary>
    /// The phone's network is another one, or is back: tell it from where the system says so (<c>ConnectivityManager</c>, <c>NWPathMonitor</c>). Live sessions
    /// and watchers go on at once over a new connection, where they would otherwise first have to find out that the old one is dead, which takes up to ten
    /// seconds, or to wait for the next try. Only a wait that the server asked for is waited for. Calls of the app's own that are under way are left alone.
    /// </summary>
    public void NetworkChanged()
    {
        ObjectDisposedException.ThrowIf(_disposed == 1, this);
        _connections?.Renew();
        _network.Announce();
    }

    /// <summary>Lets go of all live sessions, without ending them, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        await _closing.CancelAsync();
        foreach (var live in _live.Keys)
            await live.DisposeAsync();
        _channel.Dispose();
        _closing.Dispose();
    }

    // The session that an app had before it was killed; 0 where there is none.
    private async Task<long> FindEpochAsync(string sessionId, CancellationToken ct)
    {
        try
        {
            var response = await Sessions.GetSessionAsync(new GetSessionRequest { SessionId = sessionId }, cancellationToken: ct);
            return response.Session?.Capture?.CaptureEpochUs ?? 0;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return 0;
        }
        catch (RpcException error)
        {
            ct.ThrowIfCancellationRequested();
            throw PersonalPTException.From(error);
        }
    }

    private static SocketsHttpHandler MakeHandler(string? fingerprint) => new()
    {
        SslOptions = fingerprint is null ? new() : CertificatePin.Options(fingerprint),

        // A network that swallows everything must not hold a try longer than the silence of a stream would.
        ConnectTimeout = TimeSpan.FromSeconds(10),

        // A coach who watches more sessions than one connection may carry streams must not wait for one of them to end.
        EnableMultipleHttp2Connections = true,

        // A path that died without a word is noticed within ten seconds. Only while something is under way: pings of an idle connection would keep the
        // phone's radio awake for nothing.
        KeepAlivePingDelay = TimeSpan.FromSeconds(5),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,

        // Nothing of a browser's: a gRPC server redirects nobody and sets no cookies.
        AllowAutoRedirect = false,
        UseCookies = false,
    };
}
