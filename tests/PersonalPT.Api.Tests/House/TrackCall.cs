using Grpc.Core;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using ResponseCase = PersonalPT.Protocol.V1.TrackResponse.ResponseOneofCase;

namespace PersonalPT.Api.Tests.House;

/// <summary>A raw stream of Track, without the comforts of the client library.</summary>
internal sealed class TrackCall : IDisposable
{
    private readonly AsyncDuplexStreamingCall<TrackRequest, TrackResponse> _call;
    private readonly List<SessionEvent> _events = [];

    public TrackCall(PersonalPTClient client) => _call = client.Tracking.Track(cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Events that came.</summary>
    public IReadOnlyList<SessionEvent> Events => _events;

    /// <summary>The last acknowledgement that came.</summary>
    public Acknowledgement? Acknowledgement { get; private set; }

    /// <summary>Opens a session's stream and reads the first word.</summary>
    public static async Task<TrackCall> Open(PersonalPTClient client, string sessionId, ulong oldestHeld = 1, ulong afterEventSeq = 0, (string Phone, ulong Opening)? by = null)
    {
        var call = new TrackCall(client);
        await call.Send(new TrackRequest
        {
            Open = new TrackOpen
            {
                SessionId = sessionId,
                OldestHeldInputSeq = oldestHeld,
                AfterEventSeq = afterEventSeq,
                PhoneId = by?.Phone ?? "",
                Opening = by?.Opening ?? 0,
            },
        });
        Assert.Equal(ResponseCase.Acknowledgement, (await call.Next())!.ResponseCase);
        return call;
    }

    public Task Send(TrackRequest request) => _call.RequestStream.WriteAsync(request).Soon();

    public async Task Send(IEnumerable<TrackRequest> requests)
    {
        foreach (var request in requests)
            await Send(request);
    }

    /// <summary>The phone has said all.</summary>
    public Task Complete() => _call.RequestStream.CompleteAsync().Soon();

    /// <summary>The next response; null where the stream has ended well.</summary>
    public async Task<TrackResponse?> Next()
    {
        if (!await _call.ResponseStream.MoveNext(TestContext.Current.CancellationToken).Soon())
            return null;

        var response = _call.ResponseStream.Current;
        if (response.Event is { } e)
            _events.Add(e);
        Acknowledgement = response.Acknowledgement ?? Acknowledgement;
        return response;
    }

    /// <summary>Reads until something has come.</summary>
    public async Task<TrackResponse> Until(Func<TrackResponse, bool> isIt)
    {
        while (true)
        {
            var response = await Next() ?? throw new InvalidOperationException("The stream has ended.");
            if (isIt(response))
                return response;
        }
    }

    /// <summary>Reads until an input was taken.</summary>
    public async Task Taken(long inputSeq)
    {
        if (Acknowledgement is not { } a || a.NextInputSeq <= (ulong)inputSeq)
            await Until(r => r.Acknowledgement?.NextInputSeq > (ulong)inputSeq);
    }

    /// <summary>Reads to the end.</summary>
    public async Task<StreamClosing?> End()
    {
        StreamClosing? closing = null;
        while (await Next() is { } response)
            closing = response.Closing ?? closing;
        return closing;
    }

    public void Dispose() => _call.Dispose();
}
