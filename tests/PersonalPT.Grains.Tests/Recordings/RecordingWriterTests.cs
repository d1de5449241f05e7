using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Grains.Recordings;
using PersonalPT.Grains.Tests.House;
using PersonalPT.Protocol.Recordings;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Storage;
using CaptureHeader = PersonalPT.Contracts.Sessions.CaptureHeader;

namespace PersonalPT.Grains.Tests.Recordings;

public sealed class RecordingWriterTests
{
    private static readonly SessionKey s_session = new("gym", "session");

    [Fact]
    public async Task What_finds_no_room_is_left_out_at_once_and_counted_and_the_rest_is_kept()
    {
        await using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var storage = new InMemoryStorage();
        await storage.Journal.Create(
            new NewSession(s_session, "anna", new CaptureHeader(3, 0, 1, 30, 0, ""), false, new DurablePoint(1, 1, new("", "squat", 1), "{}", 1, false), 0)
            {
                IsRecorded = true,
            },
            TestContext.Current.CancellationToken);
        var goesOn = new TaskCompletionSource();
        storage.Recordings.BeforeAdd = (_, _) => goesOn.Task;
        using var writer = new RecordingWriter(
            storage.Recordings, new RecordingInstruments(meters.GetRequiredService<IMeterFactory>()), new RushingTime(), NullLogger<RecordingWriter>.Instance);
        var lost = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "personalpt.recording.inputs.lost" && instrument.Meter.Scope == meters.GetRequiredService<IMeterFactory>())
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref lost, value));
        listener.Start();
        var recorder = new SessionRecorder(s_session, 1, new CaptureHeader(3, 0, 1, 30, 0, ""), isPaused: false, writer);

        // Nothing is taken out: it has not been started.
        for (var i = 0; i < RecordingWriter.QueueCapacity + 5; i++)
            writer.Keep(recorder, Draft(2 * i + 1));

        Assert.Equal(5 * 2, Interlocked.Read(ref lost));
        var life = new SiloLife();
        writer.Participate(life);
        await life.Start();
        goesOn.SetResult();
        await life.Stop();
        Assert.Equal(RecordingWriter.QueueCapacity, storage.Recordings.Chunks(s_session).Count);
        Assert.Equal(2 * RecordingWriter.QueueCapacity, storage.Recordings.Chunks(s_session)[^1].Span.LastInputSeq);
    }

    private static RecordingDraft Draft(long first)
    {
        var draft = new RecordingDraft(first, CoordinateSpace.World, 1);
        draft.Add(RecordedInputKind.NobodySeen, first, [], null);
        draft.Add(RecordedInputKind.NobodySeen, first + 1, [], null);
        return draft;
    }
}
