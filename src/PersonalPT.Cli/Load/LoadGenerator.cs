using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
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
    private const string Gym = "load";
    private const int DifferentScripts = 48;
    private const int StartsAtOnce = 32;

    private static readonly TimeSpan s_untilBeginning = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_timeToEnd = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var scripts = Film();
        if (!bare)
            await CountAsync(scripts, cancellationToken);
        var phones = new LoadPhone[plan.Phones];
        for (var i = 0; i < phones.Length; i++)
            phones[i] = new LoadPhone(scripts[i % scripts.Length], Guid.NewGuid().ToString(), plan.Period * ((double)i / phones.Length), plan.Period);

        say(LoadStage.Prepared);
        var channels = Connect();
        try
        {
            await OpenAsync(phones, channels, cancellationToken);
            say(LoadStage.Opened);
            var beginning = await StreamAsync(phones, cancellationToken);
            say(JsonSerializer.Serialize(Result(phones, beginning), JsonLines.Default.GeneratorLine));
        }
        finally
        {
            foreach (var channel in channels)
                channel.Dispose();
        }
    }

    private LoadScript[] Film()
    {
        var scripts = new LoadScript[Math.Min(DifferentScripts, plan.Phones)];
        Parallel.For(0, scripts.Length, i => scripts[i] = LoadScript.Film(i, plan));
        return scripts;
    }

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

    private GrpcChannel[] Connect()
    {
        var channels = new GrpcChannel[(plan.Phones + plan.PhonesPerConnection - 1) / plan.PhonesPerConnection];
        for (var i = 0; i < channels.Length; i++)
        {
            channels[i] = GrpcChannel.ForAddress(address, new GrpcChannelOptions
            {
                HttpHandler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, UseCookies = false, UseProxy = false },
                DisposeHttpClient = true,
            });
        }

        return channels;
    }

    private async Task OpenAsync(LoadPhone[] phones, GrpcChannel[] channels, CancellationToken cancellationToken)
    {
        var invokers = channels.Select(c => c.CreateCallInvoker()).ToArray();
        await Parallel.ForAsync(
            0,
            phones.Length,
            new ParallelOptions { MaxDegreeOfParallelism = StartsAtOnce, CancellationToken = cancellationToken },
            async (i, cancel) =>
            {
                var athlete = string.Create(CultureInfo.InvariantCulture, $"athlete-{i + 1}");
                var headers = new Metadata { { "authorization", $"Development {Gym}/athlete/{athlete}" } };
                var invoker = invokers[i / plan.PhonesPerConnection];
                if (!bare)
                    await StartAsync(phones[i], invoker, headers, cancel);
                await phones[i].OpenAsync(invoker, headers, cancellationToken);
            });
        if (phones.FirstOrDefault(p => p.Failure is not null) is { } failed)
            throw new CommandFailedException($"a phone's stream could not be opened: {failed.Failure}.");
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

    private async Task<long> StreamAsync(LoadPhone[] phones, CancellationToken cancellationToken)
    {
        var beginning = Stopwatch.GetTimestamp() + (long)(s_untilBeginning.TotalSeconds * Stopwatch.Frequency);
        foreach (var phone in phones)
            phone.Begin(beginning);

        // The message after the last one of the plan ends the session.
        var sending = new PhoneRing(phones, plan.Period).RunAsync(beginning, plan.Messages + 1, cancellationToken);
        await DelayUntil(plan.WarmUpSeconds);
        say(LoadStage.Steady);
        await DelayUntil(plan.StreamedSeconds);
        say(LoadStage.Measured);
        await sending;
        foreach (var phone in phones)
            phone.Complete();
        await Task.WhenAny(Task.WhenAll(phones.Select(p => p.Ended)), Task.Delay(s_timeToEnd, cancellationToken));
        return beginning;

        async Task DelayUntil(double seconds)
        {
            var rest = TimeSpan.FromSeconds(seconds) - Stopwatch.GetElapsedTime(beginning);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, cancellationToken);
        }
    }

    private GeneratorLine Result(LoadPhone[] phones, long beginning)
    {
        var window = (From: TimeSpan.FromSeconds(plan.WarmUpSeconds), To: TimeSpan.FromSeconds(plan.StreamedSeconds));
        var latencies = bare
            ? []
            : phones.SelectMany(p => p.Latencies).Where(l => l.Due >= window.From && l.Due < window.To).Select(l => l.Milliseconds).ToArray();
        var failed = phones.Where(p => p.Failure is not null || !p.Ended.IsCompleted).ToArray();
        return new GeneratorLine(
            phones.Sum(p => (long)p.Sent) * plan.FramesPerMessage,
            bare ? 0 : phones.Sum(p => p.Script.MessageOfRep.Count),
            phones.Sum(p => p.Reps),
            bare ? 0 : phones.Sum(p => p.Lost),
            phones.Sum(p => p.Doubled),
            latencies.Length,
            LoadLatencyLine.Of(latencies),
            failed.Length,
            failed.FirstOrDefault() is { } first ? first.Failure ?? "its stream did not end" : null,
            Math.Round(Stopwatch.GetElapsedTime(beginning).TotalSeconds, 1));
    }
}

/// <summary>What the generator says while it works.</summary>
internal static class LoadStage
{
    /// <summary>All scripts are made; nothing is connected.</summary>
    public const string Prepared = "prepared";

    /// <summary>All streams are open.</summary>
    public const string Opened = "opened";

    /// <summary>The measured window begins.</summary>
    public const string Steady = "steady";

    /// <summary>The measured window is over.</summary>
    public const string Measured = "measured";
}
