using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PersonalPT.Cli.Output;

namespace PersonalPT.Cli.Load;

/// <summary>
/// One run: first the sink gets the messages, then a server does, each in a process of its own and one after the other, so that neither takes the
/// processor from the other. Processor time is what the operating system says each process used within the measured window.
/// </summary>
internal sealed class LoadRun(LoadPlan plan, CommandOutput output)
{
    // Of those that were due.
    private const double FewestFrames = .95;

    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_film = TimeSpan.FromMinutes(5);

    public async Task<LoadLine> RunAsync(CancellationToken cancellationToken)
    {
        var single = plan with { FramesPerMessage = 1 };
        output.Progress($"The sink gets {plan.Phones} phones' frames, one a message ...");
        var floor = await MeasureSinkAsync(single, cancellationToken);
        var same = floor;
        if (plan.FramesPerMessage > 1)
        {
            output.Progress($"The sink gets them {plan.FramesPerMessage} a message ...");
            same = await MeasureSinkAsync(plan, cancellationToken);
        }

        output.Progress("A server gets them ...");
        var server = await MeasureServerAsync(cancellationToken);
        return Line(floor, same, server);
    }

    /// <summary>A server that gets more than it bears for a while.</summary>
    /// <param name="rush">When, how much.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<OverloadLine> OverloadAsync(OverloadPlan rush, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory($"personalpt-load-{Environment.ProcessId}-").FullName;
        try
        {
            await using var server = LoadProcess.Start("server", ["load", "server", Path.Combine(folder, "personalpt.db")]);
            var grpc = await server.NextLineAsync(s_start, cancellationToken);
            await server.NextLineAsync(s_start, cancellationToken);
            string[] more =
            [
                "--overload", "--surplus", rush.Surplus.ToString(CultureInfo.InvariantCulture),
                "--calm", ((int)rush.Calm.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            ];
            await using var generator = LoadProcess.Start("generator", ["load", "phones", grpc, .. plan.ToArguments(), .. more]);
            await generator.ExpectAsync(LoadStage.Prepared, s_film, cancellationToken);
            await generator.ExpectAsync(LoadStage.Opened, s_film, cancellationToken);
            output.Progress($"{plan.Phones} phones stream; {rush.From.TotalSeconds:0} s later {rush.Surplus} more begin to come, for {rush.Length.TotalSeconds:0} s");
            await generator.ExpectAsync(LoadStage.Steady, s_film, cancellationToken);
            var before = server.ResidentBytes;
            var most = before;
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watching = WatchAsync(over.Token);
            await generator.ExpectAsync(LoadStage.Measured, s_film + rush.Length, cancellationToken);
            output.Progress("The surplus has left.");
            var text = await generator.NextLineAsync(s_film, cancellationToken);
            await over.CancelAsync();
            await watching;
            var seen = JsonSerializer.Deserialize(text, JsonLines.Default.RushLine) ?? throw new CommandFailedException("the generator's result is empty.");
            if (seen.FailedPhones > 0)
            {
                throw new CommandFailedException(
                    $"{seen.FailedPhones} of the {plan.Phones} phones that were there before did not get to their end: {seen.FirstFailure ?? "a stream did not end"}.");
            }

            return new OverloadLine(plan.Phones, plan.FramesPerSecond, plan.Seconds, plan.FramesPerMessage, seen, before, most, server.ResidentBytes);

            async Task WatchAsync(CancellationToken cancel)
            {
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
                try
                {
                    while (await timer.WaitForNextTickAsync(cancel))
                        most = Math.Max(most, server.ResidentBytes);
                }
                catch (OperationCanceledException)
                {
                    // It is over.
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>All phones take part in one group session.</summary>
    /// <param name="watchers">How many look at its board.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<GroupLoadLine> GroupAsync(int watchers, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory($"personalpt-load-{Environment.ProcessId}-").FullName;
        try
        {
            await using var server = LoadProcess.Start("server", ["load", "server", Path.Combine(folder, "personalpt.db")]);
            var grpc = await server.NextLineAsync(s_start, cancellationToken);
            await server.NextLineAsync(s_start, cancellationToken);
            string[] more = ["--group", "--participants", Text(plan.Phones), "--watchers", Text(watchers)];
            await using var generator = LoadProcess.Start("generator", ["load", "phones", grpc, .. plan.ToArguments(), .. more]);
            await generator.ExpectAsync(LoadStage.Prepared, s_film, cancellationToken);
            await generator.ExpectAsync(LoadStage.Opened, s_film, cancellationToken);
            output.Progress($"{plan.Phones} phones stream, {watchers} look at the board; {plan.WarmUpSeconds} s to warm up, {plan.Seconds} s to measure");
            await generator.ExpectAsync(LoadStage.Steady, s_film, cancellationToken);
            var (from, before) = (Stopwatch.GetTimestamp(), server.ProcessorTime);
            await generator.ExpectAsync(LoadStage.Measured, s_start + TimeSpan.FromSeconds(plan.Seconds), cancellationToken);
            var (length, used, bytes) = (Stopwatch.GetElapsedTime(from), server.ProcessorTime - before, server.ResidentBytes);
            var seen = JsonSerializer.Deserialize(await generator.NextLineAsync(s_film, cancellationToken), JsonLines.Default.GroupGeneratorLine)
                ?? throw new CommandFailedException("the generator's result is empty.");
            if (seen.Failed > 0)
                throw new CommandFailedException($"{seen.Failed} of the phones and watchers did not get to their end: {seen.FirstFailure}. The run is not complete.");

            return new GroupLoadLine(
                plan.Phones, watchers, plan.FramesPerSecond, plan.Seconds, plan.FramesPerMessage, seen.ExpectedReps, seen.Reps, seen.Lost, seen.Doubled, seen.TakenBack,
                seen.MeasuredReps, Math.Round(seen.BoardsPerSecond, 1), seen.Cues, seen.CuesLost, seen.CueLatencyMs, seen.BoardLatencyMs,
                seen.EventLatencyMs, Math.Round(used / length, 3), bytes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<Window> MeasureSinkAsync(LoadPlan streamed, CancellationToken cancellationToken)
    {
        await using var sink = LoadProcess.Start("sink", ["load", "sink"]);
        var address = await sink.NextLineAsync(s_start, cancellationToken);
        await using var generator = LoadProcess.Start("generator", ["load", "phones", address, "--bare", .. streamed.ToArguments()]);
        return await MeasureAsync(streamed, sink, generator, figures: null, cancellationToken);
    }

    private async Task<Window> MeasureServerAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory($"personalpt-load-{Environment.ProcessId}-").FullName;
        try
        {
            await using var server = LoadProcess.Start("server", ["load", "server", Path.Combine(folder, "personalpt.db")]);
            var grpc = await server.NextLineAsync(s_start, cancellationToken);
            var web = new Uri(await server.NextLineAsync(s_start, cancellationToken));
            using var http = new HttpClient();
            await using var generator = LoadProcess.Start("generator", ["load", "phones", grpc, .. plan.ToArguments()]);
            return await MeasureAsync(plan, server, generator, () => ServerFigures.OfAsync(http, web, cancellationToken), cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Window> MeasureAsync(
        LoadPlan streamed, LoadProcess measured, LoadProcess generator, Func<Task<ServerFigures>>? figures, CancellationToken cancellationToken)
    {
        await generator.ExpectAsync(LoadStage.Prepared, s_film, cancellationToken);
        var idleBytes = measured.ResidentBytes;
        await generator.ExpectAsync(LoadStage.Opened, s_film, cancellationToken);
        output.Progress($"  all streams are open; {streamed.WarmUpSeconds} s to warm up, {streamed.Seconds} s to measure");

        await generator.ExpectAsync(LoadStage.Steady, s_start, cancellationToken);
        var before = await SampleAsync();
        await generator.ExpectAsync(LoadStage.Measured, s_start + TimeSpan.FromSeconds(streamed.Seconds), cancellationToken);
        var after = await SampleAsync();
        var liveBytes = measured.ResidentBytes;

        var result = JsonSerializer.Deserialize(
            await generator.NextLineAsync(s_film, cancellationToken), JsonLines.Default.GeneratorLine)
            ?? throw new CommandFailedException("the generator's result is empty.");
        if (result.FailedPhones > 0)
        {
            throw new CommandFailedException(string.Create(
                CultureInfo.InvariantCulture, $"{result.FailedPhones} of {streamed.Phones} phones did not get to their end: {result.FirstFailure}. The run is not complete."));
        }

        if (result.FramesInWindow < FewestFrames * streamed.Phones * streamed.FramesPerSecond * streamed.Seconds)
            output.Progress("  the phones could not send as fast as they should have: this machine is too busy, and the figures are worth little");

        var window = new Window(result, after.At - before.At, after.Measured - before.Measured, after.Generator - before.Generator, before.Figures, after.Figures, liveBytes - idleBytes, liveBytes);
        output.Progress(string.Create(
            CultureInfo.InvariantCulture,
            $"  {window.MicrosOfFrame(window.Measured):0.0} us of processor time a frame, the generator {window.MicrosOfFrame(window.Generator):0.0}"));
        return window;

        async Task<Sample> SampleAsync()
        {
            var now = figures is null ? null : await figures();
            return new Sample(Stopwatch.GetElapsedTime(0), measured.ProcessorTime, generator.ProcessorTime, now);
        }
    }

    private LoadLine Line(Window floor, Window same, Window server)
    {
        var (before, after) = (server.Before!, server.After!);
        var serverMicros = server.Measured.TotalMicroseconds / (after.InputsReceived - before.InputsReceived);
        var floorMicros = floor.MicrosOfFrame(floor.Measured);
        var batches = after.Batches - before.Batches;
        return new LoadLine
        {
            Phones = plan.Phones,
            Fps = plan.FramesPerSecond,
            Seconds = plan.Seconds,
            FramesPerMessage = plan.FramesPerMessage,
            PhonesPerConnection = plan.PhonesPerConnection,
            FramesPerSecond = Math.Round((after.InputsReceived - before.InputsReceived) / server.Length.TotalSeconds, 1),
            Reps = server.Result.Reps,
            ExpectedReps = server.Result.ExpectedReps,
            Lost = server.Result.Lost,
            Doubled = server.Result.Doubled,
            EventLatencyMs = server.Result.EventLatencyMs,
            RefusedStarts = server.Result.RefusedStarts,
            CpuPerFrameOverSink = Math.Round(serverMicros / floorMicros, 3),
            ServerCpuUsPerFrame = Math.Round(serverMicros, 2),
            SinkCpuUsPerFrame = Math.Round(floorMicros, 2),
            SinkCpuUsPerFrameSameMessages = Math.Round(same.MicrosOfFrame(same.Measured), 2),
            GeneratorCpuUsPerFrame = Math.Round(server.MicrosOfFrame(server.Generator), 2),
            ServerCores = Math.Round(server.Measured / server.Length, 3),
            GeneratorCores = Math.Round(server.Generator / server.Length, 3),
            PhonesPerServerCore = Math.Round(1e6 / (serverMicros * plan.FramesPerSecond)),
            BytesPerSession = server.GrownBytes / plan.Phones,
            ServerBytes = server.LiveBytes,
            BytesAllocatedPerBatch = Math.Round((after.AllocatedBytes - before.AllocatedBytes) / batches),
            FramesPerBatch = Math.Round((after.InputsReceived - before.InputsReceived) / batches, 2),
        };
    }

    /// <summary>A moment of the measured window's ends.</summary>
    private sealed record Sample(TimeSpan At, TimeSpan Measured, TimeSpan Generator, ServerFigures? Figures);

    /// <summary>What was seen between them.</summary>
    private sealed record Window(
        GeneratorLine Result, TimeSpan Length, TimeSpan Measured, TimeSpan Generator, ServerFigures? Before, ServerFigures? After, long GrownBytes, long LiveBytes)
    {
        /// <summary>For each frame that went out within the window.</summary>
        public double MicrosOfFrame(TimeSpan used) => used.TotalMicroseconds / Math.Max(1, Result.FramesInWindow);
    }
}
