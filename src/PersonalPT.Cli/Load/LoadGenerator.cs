using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Demo;
using PersonalPT.Cli.Output;
using PersonalPT.Client;
using PersonalPT.Counting.Models;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Load;

/// <summary>
/// All phones of a load, in a process of their own. It says on standard output, a line each, where it stands (<see cref="LoadStage"/>) and at the end
/// what it saw.
/// </summary>
/// <param name="plan">How many, how fast, how long.</param>
/// <param name="address">The server's, or the sink's.</param>
/// <param name="bare">It is the sink: there are no sessions and no events.</param>
/// <param name="say">Takes the lines.</param>
internal sealed class LoadGenerator(LoadPlan plan, Uri address, bool bare, Action<string> say)
{
    /// <summary>The gym that all of them are in.</summary>
    public const string Gym = "load";

    /// <summary>From when all is ready to the first phone's first message.</summary>
    public static readonly TimeSpan UntilBeginning = TimeSpan.FromMilliseconds(300);

    private const int DifferentScripts = 48;
    private const int StartsAtOnce = 32;

    private static readonly TimeSpan s_timeToEnd = TimeSpan.FromSeconds(30);

    private readonly Entrance _entrance = new(TimeSpan.FromSeconds(plan.WarmUpSeconds), TimeProvider.System, Random.Shared.NextDouble);
    private LoadScript[] _scripts = [];
    private LoadPhone[] _phones = [];
    private long _framesInWindow;

    public LoadPlan Plan => plan;

    /// <summary>Streams, and says when the window begins and when it is over.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(
        async (streams, cancel) =>
        {
            await streams.DelayUntilAsync(TimeSpan.FromSeconds(plan.WarmUpSeconds), cancel);
            say(LoadStage.Steady);
            var before = FramesSent();
            await streams.DelayUntilAsync(TimeSpan.FromSeconds(plan.StreamedSeconds), cancel);
            say(LoadStage.Measured);
            _framesInWindow = FramesSent() - before;
        },
        phones => Task.FromResult(JsonSerializer.Serialize(Result(phones), JsonLines.Default.GeneratorLine)),
        cancellationToken);

    /// <summary>Streams; something else goes on meanwhile.</summary>
    /// <param name="meanwhile">Begins with the first message and is waited for.</param>
    /// <param name="result">What is said at the end.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="opened">Is waited for when all streams are open and nothing has been sent; null: nothing.</param>
    public async Task RunAsync(
        Func<LoadStreams, CancellationToken, Task> meanwhile,
        Func<IReadOnlyList<LoadPhone>, Task<string>> result,
        CancellationToken cancellationToken,
        Func<IReadOnlyList<LoadPhone>, LoadStreams, Task>? opened = null)
    {
        _scripts = new LoadScript[Math.Min(DifferentScripts, plan.Phones)];
        Parallel.For(0, _scripts.Length, i => _scripts[i] = LoadScript.Film(i, plan));
        if (!bare)
            await CountAsync(_scripts, cancellationToken);
        LoadPhone[] phones = _phones = [.. Enumerable.Range(0, plan.Phones).Select(MakePhone)];
        say(LoadStage.Prepared);

        using var streams = new LoadStreams(address, plan.PhonesPerConnection);
        using var few = new SemaphoreSlim(StartsAtOnce);
        await Task.WhenAll(Enumerable.Range(0, phones.Length).Select(async i =>
        {
            // Who was refused waits outside: the next one has his turn.
            await _entrance.EnterAsync(
                async cancel =>
                {
                    await few.WaitAsync(cancel);
                    try
                    {
                        phones[i] = phones[i].Anew();
                        await OpenAsync(phones[i], i, streams.Channel(i), cancel);
                    }
                    finally
                    {
                        few.Release();
                    }
                },
                cancellationToken);
        }));
        if (_entrance.KeptOut > 0)
        {
            say(LoadStage.Failed + _entrance.Describe(phones.Length));
            return;
        }

        say(LoadStage.Opened);
        if (opened is not null)
            await opened(phones, streams);

        streams.Begin(UntilBeginning);
        foreach (var phone in phones)
            phone.Begin(streams.Beginning);

        // The message after the last one of the plan ends the session.
        var sending = new PhoneRing(phones, plan.Period).RunAsync(streams.Beginning, plan.Messages + 1, cancellationToken);
        await meanwhile(streams, cancellationToken);
        await sending;
        foreach (var phone in phones)
            phone.Complete();
        await Task.WhenAny(Task.WhenAll(phones.Select(p => p.Ended)), Task.Delay(s_timeToEnd, cancellationToken));
        say(await result(phones));
    }

    /// <summary>Connections of somebody else's own to the same server.</summary>
    public LoadStreams Connect() => new(address, plan.PhonesPerConnection);

    /// <summary>A phone that is not connected yet.</summary>
    /// <param name="number">Says what it sends and when.</param>
    public LoadPhone MakePhone(int number) =>
        new(_scripts[number % _scripts.Length], Guid.NewGuid().ToString(), plan.Period * ((double)number / plan.Phones), plan.Period);

    /// <summary>Starts a phone's session and opens its stream.</summary>
    /// <exception cref="RpcException">The server does not want the session, or its stream.</exception>
    public async Task OpenAsync(LoadPhone phone, int number, CallInvoker invoker, CancellationToken cancellationToken)
    {
        var headers = Caller("athlete", Athlete(number));
        if (!bare)
            await StartAsync(phone, invoker, headers, cancellationToken);
        await phone.OpenAsync(invoker, headers, cancellationToken);
    }

    /// <summary>Who does what a phone sends.</summary>
    /// <param name="number">The phone's, from 0.</param>
    public static string Athlete(int number) => string.Create(CultureInfo.InvariantCulture, $"athlete-{number + 1}");

    /// <summary>What says who calls.</summary>
    public static Metadata Caller(string role, string name) => new() { { "authorization", $"Development {Gym}/{role}/{name}" } };

    /// <summary>With the models that the server counts with.</summary>
    private async Task CountAsync(LoadScript[] scripts, CancellationToken cancellationToken)
    {
        await using var staff = new PersonalPTClient(new PersonalPTClientOptions
        {
            Address = address,
            Credential = ClientCredential.Development(Gym, "staff", "load"),
        });
        var models = new Dictionary<string, ExerciseModel>(StringComparer.Ordinal);
        foreach (var exercise in await KnownExercises.OfAsync(staff, athlete: null, cancellationToken))
        {
            var version = new ModelVersion { ExerciseId = exercise.ExerciseId, Version = exercise.Model.Version };
            models.Add(exercise.ExerciseId, await Teacher.ModelOfAsync(staff, version, cancellationToken));
        }

        Parallel.ForEach(scripts, script => script.Count(models[script.Exercise]));
    }

    private async Task StartAsync(LoadPhone phone, CallInvoker invoker, Metadata headers, CancellationToken cancellationToken)
    {
        var request = new StartSessionRequest
        {
            SessionId = phone.SessionId,
            ExerciseId = phone.Script.Exercise,
            Capture = Recordings.WireFrames.Header(phone.Script.EpochMicros, plan.FramesPerSecond, "personalpt load"),
        };
        await new SessionService.SessionServiceClient(invoker).StartSessionAsync(request, headers, cancellationToken: cancellationToken);
    }

    private long FramesSent() => _phones.Sum(p => (long)p.Sent) * plan.FramesPerMessage;

    private GeneratorLine Result(IReadOnlyList<LoadPhone> phones)
    {
        var window = (From: TimeSpan.FromSeconds(plan.WarmUpSeconds), To: TimeSpan.FromSeconds(plan.StreamedSeconds));
        var latencies = bare
            ? []
            : phones.SelectMany(p => p.Latencies).Where(l => l.Due >= window.From && l.Due < window.To).Select(l => l.Milliseconds).ToArray();
        var failed = phones.Where(p => p.Failure is not null || !p.Ended.IsCompleted).ToArray();
        return new GeneratorLine(
            _framesInWindow,
            bare ? 0 : phones.Sum(p => p.Script.MessageOfRep.Count),
            phones.Sum(p => p.Reps),
            bare ? 0 : phones.Sum(p => p.Lost),
            phones.Sum(p => p.Doubled),
            latencies.Length,
            LoadLatencyLine.Of(latencies),
            _entrance.Refusals,
            failed.Length,
            failed.FirstOrDefault() is { } first ? first.Failure ?? "its stream did not end" : null);
    }
}

/// <summary>What the generator says while it works.</summary>
internal static class LoadStage
{
    /// <summary>All scripts are made; nothing is connected.</summary>
    public const string Prepared = "prepared";

    /// <summary>Begins a line that says why it cannot go on.</summary>
    public const string Failed = "failed: ";

    /// <summary>All streams are open.</summary>
    public const string Opened = "opened";

    /// <summary>The measured window begins.</summary>
    public const string Steady = "steady";

    /// <summary>The measured window is over.</summary>
    public const string Measured = "measured";
}
