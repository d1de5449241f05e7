using PersonalPT.Client.Offline.Tests.House;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Offline.Tests;

public sealed class OfflineSessionTests(Gym gym) : IClassFixture<Gym>, IAsyncLifetime
{
    private static readonly CaptureHeader _capture = new()
    {
        CoordinateSpace = CoordinateSpace.Isotropic,
        LandmarkModel = LandmarkModel.BlazeposeFull,
        CaptureEpochUs = 1_767_596_400_000_000,
        NominalRateHz = 15,
    };

    private static readonly OfflineOptions _quick = new() { Patience = TimeSpan.FromMilliseconds(100) };

    private readonly Screen _screen = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _shown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;
    private OfflineModels _models = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _models = new OfflineModels(gym.Phone);
        await _models.PrepareAsync(["squat", "push_up"], cancellationToken: TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        gym.GoOnline();
        return ValueTask.CompletedTask;
    }

    [Fact(Timeout = 120_000)]
    public async Task What_the_phone_counts_without_a_network_is_what_the_server_confirms_afterwards()
    {
        var tape = new WireTape(_capture).Set("squat", 4).Set("squat", 6).Select("push_up").Set("push_up", 4);
        var (squats, pushUps) = Oracle(tape);
        Assert.True(squats > 8 && pushUps > 2, $"{squats} squats, {pushUps} push-ups: the film is no good.");
        await using var live = await gym.SessionAsync(_capture, null, Cancelled);
        await using var offline = new OfflineSession(live, _models, _quick);
        var reading = ReadAsync(offline);

        // The network goes in the middle of the second set.
        var cut = new WireTape(_capture).Set("squat", 4).Last + 60;
        Push(live, tape, 1, cut);
        await UntilAsync(screen => screen.Final.Count >= 4);
        gym.GoOffline();
        Push(live, tape, cut + 1, tape.Last);
        await UntilAsync(screen => screen.Provisional.Count(rep => rep.ExerciseId == "push_up") == pushUps);
        Assert.True(offline.IsCounting);

        gym.GoOnline();
        await live.EndAsync(Cancelled);
        await reading;
        Assert.Empty(_screen.Provisional);
        Assert.Equal((0, 0), (_screen.Seen[CountUpdateKind.Corrected], _screen.Seen[CountUpdateKind.Withdrawn]));
        Assert.InRange(_screen.Seen[CountUpdateKind.Confirmed], 4, 14);
        Assert.Equal(squats + pushUps, _screen.Final.Count);
        await AssertIsTheLogAsync(live);
        Assert.False(offline.IsCounting);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_app_that_was_opened_again_counts_with_the_models_that_it_stored()
    {
        var models = new OfflineModels(gym.Phone);
        Assert.True(models.TryRestore(_models.Save()));
        var tape = new WireTape(_capture).Set("squat", 4).Select("push_up").Set("push_up", 4);
        var (squats, pushUps) = Oracle(tape);
        await using var live = await gym.SessionAsync(_capture, null, Cancelled);
        gym.GoOffline();
        await using var offline = new OfflineSession(live, models, _quick);
        var reading = ReadAsync(offline);
        Push(live, tape, 1, tape.Last);
        await UntilAsync(screen => screen.Provisional.Count == squats + pushUps);

        gym.GoOnline();
        await live.EndAsync(Cancelled);
        await reading;
        Assert.Empty(_screen.Provisional);
        Assert.Equal(squats + pushUps, _screen.Final.Count);
        await AssertIsTheLogAsync(live);
    }

    [Fact(Timeout = 120_000)]
    public async Task With_a_connection_nothing_is_provisional()
    {
        var tape = new WireTape(_capture).Set("squat", 4);
        await using var live = await gym.SessionAsync(_capture, null, Cancelled);
        await using var offline = new OfflineSession(live, _models, new OfflineOptions { Patience = TimeSpan.FromMinutes(1) });
        var reading = ReadAsync(offline);
        Push(live, tape, 1, tape.Last);
        await live.EndAsync(Cancelled);
        await reading;
        Assert.Equal(0, _screen.Seen[CountUpdateKind.Provisional]);
        Assert.Equal(4, _screen.Final.Count);
        await AssertIsTheLogAsync(live);
    }

    [Fact(Timeout = 120_000)]
    public async Task Where_inputs_were_lost_the_log_wins_and_the_screen_ends_with_it()
    {
        var tape = new WireTape(_capture).Set("squat", 4).Set("squat", 8).Set("squat", 4);
        await using var live = await gym.SessionAsync(_capture, options => options with { MaxBufferedInputs = 200 }, Cancelled);
        await using var offline = new OfflineSession(live, _models, _quick);
        var reading = ReadAsync(offline);
        gym.GoOffline();

        // As slowly as the phone counts, or the buffer has lost them before anybody could.
        for (ulong at = 1; at <= tape.Last; at += 50)
        {
            Push(live, tape, at, Math.Min(tape.Last, at + 49));
            while (offline.CountedTo <= Math.Min(tape.Last, at + 49))
            {
                Cancelled.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        gym.GoOnline();
        await live.EndAsync(Cancelled);
        await reading;
        Assert.True(live.Loss is { IsOver: true, Inputs: > 0 });
        Assert.True(_screen.Seen[CountUpdateKind.Provisional] > 0);
        Assert.Empty(_screen.Provisional);
        await AssertIsTheLogAsync(live);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_second_reader_is_refused_and_a_later_one_goes_on()
    {
        await using var live = await gym.SessionAsync(_capture, null, Cancelled);
        await using var offline = new OfflineSession(live, _models);
        await foreach (var update in offline.Updates(Cancelled))
        {
            Assert.NotNull(update.Event?.SessionStarted);
            await using var second = offline.Updates(Cancelled).GetAsyncEnumerator(Cancelled);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await second.MoveNextAsync());
            break;
        }

        await foreach (var update in offline.Updates(Cancelled))
        {
            Assert.NotNull(update.Event?.ExerciseSelected);
            break;
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Disposing_ends_the_reading_and_not_the_session()
    {
        await using var live = await gym.SessionAsync(_capture, null, Cancelled);
        var offline = new OfflineSession(live, _models);
        var reading = ReadAsync(offline);
        await UntilAsync(screen => screen.Seen[CountUpdateKind.Logged] == 2);
        await offline.DisposeAsync();
        await reading;
        await live.EndAsync(Cancelled);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new OfflineOptions { Patience = TimeSpan.FromHours(1) }.Validate());
        Assert.Throws<ArgumentException>(() => new OfflineOptions { Settling = TimeSpan.FromSeconds(-1) }.Validate());
        new OfflineOptions().Validate();
    }

    // What the server will count before the session is ended.
    private static (int Squats, int PushUps) Oracle(WireTape tape)
    {
        var server = new ServerSide(tape);
        server.Take(tape.Last);
        var chosen = server.Events.FindLastIndex(entry => entry.ExerciseSelected is not null);
        return (server.Events.Take(chosen).Count(entry => entry.RepCompleted is not null), server.Events.Skip(chosen).Count(entry => entry.RepCompleted is not null));
    }

    private Task ReadAsync(OfflineSession offline) => _reading = ReadToTheEndAsync(offline);

    private async Task ReadToTheEndAsync(OfflineSession offline)
    {
        await foreach (var update in offline.Updates(Cancelled))
        {
            lock (_gate)
                _screen.Show(update);
            Interlocked.Exchange(ref _shown, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }

    private async Task UntilAsync(Func<Screen, bool> holds)
    {
        while (true)
        {
            var shown = Volatile.Read(ref _shown).Task;
            lock (_gate)
            {
                if (holds(_screen))
                    return;
            }

            if (await Task.WhenAny(shown, _reading).WaitAsync(Cancelled) == _reading)
                await _reading;
        }
    }

    private async Task AssertIsTheLogAsync(LiveSession live)
    {
        var log = await gym.Staff.History.ListEventsAsync(new ListEventsRequest { SessionId = live.SessionId, Limit = 1000 }, cancellationToken: Cancelled);
        Assert.Equal(log.Events.Where(entry => entry.RepCompleted is not null).Select(entry => entry.RepCompleted), _screen.Final);
    }

    private static void Push(LiveSession live, WireTape tape, ulong first, ulong last)
    {
        var values = new float[CompactFrame.FloatCount];
        for (var seq = first; seq <= last; seq++)
        {
            var input = tape.Inputs[(int)seq - 1];
            var micros = _capture.CaptureEpochUs + (long)input.TimeUs;
            if (input.SelectExercise is { } chosen)
                live.SelectExercise(chosen.ExerciseId);
            else if (CompactFrame.TryDecode(input.Compact.Span, values))
                live.Push(micros, values);
            else
                live.PushNobody(micros);
        }
    }
}
