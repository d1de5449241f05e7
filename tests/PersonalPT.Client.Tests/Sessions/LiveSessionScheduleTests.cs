using CsCheck;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Client.Tests.Fakes;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class LiveSessionScheduleTests : IAsyncLifetime
{
    private const long Epoch = 1_700_000_000_000_000;

    private static readonly Gen<BatchFate> _batchFate = Gen.Select(
        Gen.Frequency((2, Gen.Const(BatchFault.None)), (3, Gen.Enum<BatchFault>())),
        Gen.Int[-30, 60],
        (fault, lag) => new BatchFate(fault, lag));

    private static readonly Gen<Plan> _plan = Gen.Select(
        Gen.Enum<OpenFault>().Array[0, 6],
        _batchFate.Array[0, 25],
        Gen.Int[0, 40].Array[1, 25],
        Gen.Int[0, 1_000_000],
        (opens, batches, pushes, seed) => new Plan(opens, batches, pushes, seed));

    private FakeServer _server = null!;
    private PersonalPTClient _pace = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeServer.StartAsync();
        _pace = _server.Connect();
    }

    public async ValueTask DisposeAsync()
    {
        await _pace.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact(Timeout = 120_000)]
    public Task Whatever_breaks_every_input_arrives_once_and_every_event_comes_once_and_in_order()
    {
        var cancelled = TestContext.Current.CancellationToken;
        return _plan.SampleAsync(plan => CheckAsync(plan, cancelled), iter: 60, threads: 1);
    }

    [Fact(Timeout = 120_000)]
    public Task Disposing_needs_no_time_and_no_answer_wherever_it_comes()
    {
        var cancelled = TestContext.Current.CancellationToken;
        return _plan.SampleAsync(plan => CheckDisposingAsync(plan, cancelled), iter: 60, threads: 1);
    }

    private async Task CheckDisposingAsync(Plan plan, CancellationToken cancelled)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000));
        await using var client = _server.Connect(time);
        await using var live = await client.StartSessionAsync(
            new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader { CaptureEpochUs = Epoch } }, cancelled);
        var session = _server.Session(live.SessionId);
        session.Script(plan.Opens, plan.Batches);
        var clockwork = new Clockwork(_server, _pace, time);
        var events = CollectAsync(live, cancelled);
        for (var i = 0; i < plan.Pushes.Length; i++)
        {
            for (var j = 0; j < plan.Pushes[i]; j++)
                live.PushNobody(Epoch + i);
            if (i % 2 == plan.Seed % 2)
                await clockwork.StepAsync(cancelled);
        }

        // From here no time passes: neither a retry nor a watch over silence can come to help.
        await live.DisposeAsync();
        Assert.Equal(ConnectionState.Disposed, live.Connection);
        Assert.Equal(session.Events.Take((await events).Count), await events);
    }

    private async Task CheckAsync(Plan plan, CancellationToken cancelled)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000));
        await using var client = _server.Connect(time);
        await using var live = await client.StartSessionAsync(
            new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader { CaptureEpochUs = Epoch } }, cancelled);
        var session = _server.Session(live.SessionId);
        session.Script(plan.Opens, plan.Batches);
        var clockwork = new Clockwork(_server, _pace, time);
        var events = CollectAsync(live, cancelled);

        var random = new Random(plan.Seed);
        var pushed = new List<Input.InputOneofCase>();
        foreach (var count in plan.Pushes)
        {
            for (var i = 0; i < count; i++)
                pushed.Add(Push(live, random.Next(40), pushed.Count));
            await clockwork.StepAsync(cancelled);
        }

        var ended = await clockwork.UntilAsync(live.EndAsync(cancelled), cancelled);
        pushed.Add(Input.InputOneofCase.EndSession);

        Assert.Equal(SessionEndReason.Client, ended.Reason);
        Assert.Empty(session.Violations);
        var log = session.Log;
        Assert.Equal(Enumerable.Range(1, pushed.Count).Select(seq => (ulong)seq), log.Select(entry => entry.Seq));
        Assert.Equal(pushed, log.Select(entry => entry.Input.InputCase));
        Assert.All(log, entry => AssertIsWhatWasPushed((int)entry.Seq - 1, entry.Input));
        Assert.Equal(session.Events, await clockwork.UntilAsync(events, cancelled));
        Assert.Equal(ConnectionState.Ended, live.Connection);
    }

    private static Input.InputOneofCase Push(LiveSession live, int choice, int number)
    {
        var time = Epoch + number * 1000;
        switch (choice)
        {
            case 0:
                live.SelectExercise($"exercise_{number}");
                return Input.InputOneofCase.SelectExercise;
            case 1:
                live.EndSet();
                return Input.InputOneofCase.EndSet;
            case 2:
                live.Pause();
                return Input.InputOneofCase.Pause;
            case 3:
                live.Unpause();
                return Input.InputOneofCase.Unpause;
            case < 8:
                live.PushNobody(time);
                return Input.InputOneofCase.NobodySeen;
            default:
                live.Push(time, Landmarks.Of(number));
                return Input.InputOneofCase.Compact;
        }
    }

    private static void AssertIsWhatWasPushed(int number, Input input)
    {
        if (input.InputCase is Input.InputOneofCase.NobodySeen or Input.InputOneofCase.Compact)
            Assert.Equal((ulong)number * 1000, input.TimeUs);
        if (input.InputCase == Input.InputOneofCase.SelectExercise)
            Assert.Equal($"exercise_{number}", input.SelectExercise.ExerciseId);
        if (input.InputCase != Input.InputOneofCase.Compact)
            return;
        var expected = new byte[Protocol.CompactFrame.Size];
        Assert.True(Protocol.CompactFrame.TryEncode(Landmarks.Of(number), expected));
        Assert.Equal(expected, input.Compact.ToByteArray());
    }

    private static async Task<List<SessionEvent>> CollectAsync(LiveSession live, CancellationToken cancelled)
    {
        var events = new List<SessionEvent>();
        await foreach (var sessionEvent in live.Events(cancelled))
            events.Add(sessionEvent);
        return events;
    }

    private sealed record Plan(OpenFault[] Opens, BatchFate[] Batches, int[] Pushes, int Seed)
    {
        public override string ToString() =>
            $"opens [{string.Join(", ", Opens)}] batches [{string.Join(", ", Batches.Select(b => $"{b.Fault}/{b.DurableLag}"))}] "
            + $"pushes [{string.Join(", ", Pushes)}] seed {Seed}";
    }
}
