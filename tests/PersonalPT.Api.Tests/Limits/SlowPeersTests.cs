using System.Diagnostics.Metrics;
using System.Net;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Tests.House;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Limits;

/// <summary>Real connections on which somebody stops reading or sending.</summary>
[Collection(AloneCollection.Name)]
public sealed class SlowPeersTests
{
    private const int BatchSize = 600;

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watchers_who_stop_reading_take_a_bounded_amount_of_memory_and_one_who_reads_gets_everything()
    {
        const int watchers = 30;
        const int batches = 40;
        await using var server = await Serve(new LimitOptions());
        await using var phone = server.Connect("gym", "athlete", "anna");
        var session = await Start(phone);
        using var reader = phone.Tracking.WatchSession(new WatchSessionRequest { SessionId = session }, cancellationToken: Patience);
        var stuck = Enumerable.Range(0, watchers)
            .Select(_ => phone.Tracking.WatchSession(new WatchSessionRequest { SessionId = session }, cancellationToken: Patience)).ToList();
        foreach (var one in stuck)
            Assert.True(await one.ResponseStream.MoveNext(Patience).Soon());
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var reading = ReadEvents(reader.ResponseStream, batches * BatchSize);
        var bytes = await WriteEvents(phone, session, batches);
        Assert.Equal(batches * BatchSize, (await reading.Soon()).Count);

        // Unread and unbounded it would be all of it for each of them.
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{watchers} watchers, {bytes} bytes of events each, memory grew by {grown}");
        Assert.InRange(grown, long.MinValue, (long)watchers * bytes / 3);
        foreach (var one in stuck)
            one.Dispose();
    }

    [Fact]
    public async Task A_watcher_who_stops_reading_is_cut_and_comes_back_for_the_rest()
    {
        await using var server = await Serve(new LimitOptions { SlowReader = TimeSpan.FromSeconds(1) });
        await using var phone = server.Connect("gym", "athlete", "anna");
        var session = await Start(phone);
        var cut = Cut(server);
        using var stuck = phone.Tracking.WatchSession(new WatchSessionRequest { SessionId = session }, cancellationToken: Patience);
        await WriteEvents(phone, session, 20);
        await cut.Soon();

        var events = new List<SessionEvent>();
        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await stuck.ResponseStream.MoveNext(Patience).Soon())
            {
                if (stuck.ResponseStream.Current.Event is { } e)
                    events.Add(e);
            }
        });
        var rest = new WatchSessionRequest { SessionId = session, AfterEventSeq = (ulong)events.Count };
        using var again = phone.Tracking.WatchSession(rest, cancellationToken: Patience);
        events.AddRange(await ReadEvents(again.ResponseStream, 20 * BatchSize + 2 - events.Count, first: events.Count + 1));

        Assert.Equal(Enumerable.Range(1, 20 * BatchSize + 2), events.Select(e => (int)e.EventSeq));
    }

    [Fact]
    public async Task A_phone_that_does_not_read_its_events_is_cut_and_another_stream_goes_on()
    {
        await using var server = await Serve(new LimitOptions { SlowReader = TimeSpan.FromSeconds(1) });
        await using var phone = server.Connect("gym", "athlete", "anna");
        var session = await Start(phone);
        var cut = Cut(server);
        var made = new List<Input>();
        using (var stuck = await TrackCall.Open(phone, session))
        {
            while (!cut.IsCompleted)
            {
                var message = new TrackRequest { FirstInputSeq = (ulong)made.Count + 1 };
                message.Inputs.AddRange(Pauses(made.Count / BatchSize));
                made.AddRange(message.Inputs);
                if (await Record.ExceptionAsync(() => stuck.Send(message)) is not null)
                    break;
            }

            await cut.Soon();
            await Assert.ThrowsAsync<RpcException>(stuck.End);
        }

        // It still holds what it made, and goes on as any phone does.
        made.Add(new Input { TimeUs = made[^1].TimeUs, EndSession = new EndSession() });
        using var again = await TrackCall.Open(phone, session);
        var sending = Send(again, made, (int)again.Acknowledgement!.NextInputSeq);
        Assert.Equal(StreamClosingReason.SessionEnded, (await again.End())!.Reason);
        await Record.ExceptionAsync(() => sending);
        Assert.Equal(made.Count + 2, again.Events.Count);
        Assert.Equal(Enumerable.Range(1, again.Events.Count), again.Events.Select(e => (int)e.EventSeq));
        Assert.NotNull(again.Events[^1].SessionEnded);
    }

    [Fact]
    public async Task A_phone_that_stops_in_the_middle_of_a_message_is_sent_away()
    {
        await using var server = await Serve(new LimitOptions(), TimeSpan.FromSeconds(1));
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var body = new HalfMessage();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Addresses.Grpc, "/personalpt.v1.TrackingService/Track")) { Content = body };
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.TryAddWithoutValidation("authorization", "Development gym/athlete/anna");
        request.Headers.TryAddWithoutValidation("te", "trailers");

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience).Soon();
        var bytes = await response.Content.ReadAsByteArrayAsync(Patience).Soon();

        var closing = TrackResponse.Parser.ParseFrom(bytes.AsSpan(5)).Closing;
        Assert.Equal(StreamClosingReason.Idle, closing.Reason);
    }

    private static async Task Send(TrackCall stream, List<Input> made, int first)
    {
        foreach (var some in made.Skip(first - 1).Chunk(BatchSize))
        {
            var message = new TrackRequest { FirstInputSeq = (ulong)first };
            message.Inputs.AddRange(some);
            await stream.Send(message);
            first += some.Length;
        }
    }

    private static async Task<RunningServer> Serve(LimitOptions limits, TimeSpan? idle = null)
    {
        // A machine that is busy is not what is looked at.
        var never = TimeSpan.FromHours(1);
        var api = new ApiOptions { Limits = limits with { FrameAge = never, ThreadWait = never, CommitTime = never } };
        var server = new RunningServer { Api = idle is { } timeout ? api with { IdleTimeout = timeout } : api };
        await server.InitializeAsync();
        return server;
    }

    private static async Task<string> Start(PersonalPTClient client)
    {
        var request = new StartSessionRequest { SessionId = Guid.NewGuid().ToString(), ExerciseId = "squat", Capture = Tape.Header() };
        await client.Sessions.StartSessionAsync(request, cancellationToken: Patience);
        return request.SessionId;
    }

    // Each pause and each end of one is an event.
    private static IEnumerable<Input> Pauses(int batch) => Enumerable.Range(0, BatchSize).Select(i => i % 2 == 0
        ? new Input { TimeUs = (ulong)batch, Pause = new Pause() }
        : new Input { TimeUs = (ulong)batch, Unpause = new Unpause() });

    private static async Task<int> WriteEvents(PersonalPTClient phone, string session, int batches)
    {
        for (var batch = 0; batch < batches; batch++)
        {
            var request = new SubmitFramesRequest { SessionId = session, FirstInputSeq = (ulong)(1 + batch * BatchSize), AfterEventSeq = 2 };
            request.Inputs.AddRange(Pauses(batch));
            await phone.Tracking.SubmitFramesAsync(request, cancellationToken: Patience);
        }

        var page = await phone.History.ListEventsAsync(new ListEventsRequest { SessionId = session, AfterEventSeq = 2 }, cancellationToken: Patience);
        return page.CalculateSize() / page.Events.Count * batches * BatchSize;
    }

    private static async Task<List<SessionEvent>> ReadEvents(IAsyncStreamReader<WatchSessionResponse> responses, int count, int first = 3)
    {
        var events = new List<SessionEvent>();
        while (events.Count < count && await responses.MoveNext(Patience))
        {
            if (responses.Current.Event is { } e && (int)e.EventSeq >= first)
                events.Add(e);
        }

        return events;
    }

    // Completes when the server has cut somebody.
    private static Task Cut(RunningServer server)
    {
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var meters = server.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name == "personalpt.gateway.streams.cut")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => cut.TrySetResult());
        listener.Start();
        _ = cut.Task.ContinueWith(_ => listener.Dispose(), TaskScheduler.Default);
        return cut.Task;
    }

    /// <summary>The beginning of a message, and then nothing for as long as anybody listens.</summary>
    private sealed class HalfMessage : HttpContent
    {
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HalfMessage() => Headers.TryAddWithoutValidation("content-type", "application/grpc");

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            // Says that 100,000 bytes follow, and sends 1,000.
            await stream.WriteAsync(new byte[] { 0, 0, 1, 0x86, 0xA0 });
            await stream.WriteAsync(new byte[1000]);
            await stream.FlushAsync();
            await _over.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            _over.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
