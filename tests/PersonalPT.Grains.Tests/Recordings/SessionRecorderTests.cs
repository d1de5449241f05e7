using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Grains.Recordings;
using PersonalPT.Grains.Tests.House;
using PersonalPT.Testing.Storage;

namespace PersonalPT.Grains.Tests.Recordings;

public sealed class SessionRecorderTests
{
    private static readonly SessionKey s_session = new("gym", "session");
    private static readonly CaptureHeader s_capture = new(3, 0, 1, 30, 0, "");

    [Fact]
    public async Task A_chunk_is_full_after_ten_seconds_or_many_inputs_and_ends_where_inputs_are_missing()
    {
        var chunks = await Chunks(recorder =>
        {
            recorder.Take(Batch(1, 700, micros: 10_000), 1, 701);
            recorder.Take(Batch(701, 25, micros: 1_000_000), 701, 726);
            // Only some of a batch is taken, and some are missing before the next.
            recorder.Take(Batch(720, 20, micros: 1_000_000), 726, 730);
            recorder.Take(Batch(800, 3, micros: 1_000_000), 800, 803);
            recorder.HandOver();
            recorder.HandOver();
        });

        Assert.Equal([(1, 300), (301, 600), (601, 700), (701, 710), (711, 720), (721, 729), (800, 802)], Tidy(chunks));
        Assert.Equal(800, chunks[^1].CoveredFrom);
        Assert.All(chunks.SkipLast(1), chunk => Assert.Equal(1, chunk.CoveredFrom));
    }

    [Fact]
    public async Task The_end_of_the_session_is_handed_over_at_once()
    {
        var chunks = await Chunks(recorder => recorder.Take(
            new InputBatch { FirstInputSeq = 1, Inputs = new SessionInput[] { new(InputKind.NobodySeen, 1), new(InputKind.EndSession, 2) }, Landmarks = default }, 1, 3));

        Assert.Equal([(1, 2)], Tidy(chunks));
    }

    [Fact]
    public async Task Once_it_was_stopped_nothing_is_written_down_or_handed_over()
    {
        var chunks = await Chunks(recorder =>
        {
            recorder.Take(Batch(1, 400, micros: 1), 1, 401);
            recorder.Stop();
            recorder.Take(Batch(401, 400, micros: 1), 401, 801);
            recorder.HandOver();
        });

        Assert.Equal([(1, 300)], Tidy(chunks));
    }

    private static IEnumerable<(long, long)> Tidy(IEnumerable<NewChunk> chunks) => chunks.Select(c => (c.Span.FirstInputSeq, c.Span.LastInputSeq));

    private static InputBatch Batch(long first, int count, long micros) => new()
    {
        FirstInputSeq = first,
        Inputs = Enumerable.Range(0, count).Select(i => new SessionInput(InputKind.NobodySeen, (first + i) * micros)).ToArray(),
        Landmarks = default,
    };

    private static async Task<IReadOnlyList<NewChunk>> Chunks(Action<SessionRecorder> record)
    {
        await using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var storage = new InMemoryStorage();
        await storage.Journal.Create(
            new NewSession(s_session, "anna", s_capture, false, new DurablePoint(1, 1, new("", "squat", 1), "{}", 1, false), 0) { IsRecorded = true },
            TestContext.Current.CancellationToken);
        using var writer = new RecordingWriter(
            storage.Recordings, new RecordingInstruments(meters.GetRequiredService<IMeterFactory>()), new RushingTime(), NullLogger<RecordingWriter>.Instance);
        record(new SessionRecorder(s_session, 1, s_capture, isPaused: false, writer));
        var life = new SiloLife();
        writer.Participate(life);
        await life.Start();
        await life.Stop();
        return storage.Recordings.Chunks(s_session);
    }
}
