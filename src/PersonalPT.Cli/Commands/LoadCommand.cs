using System.CommandLine;
using System.Globalization;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Load;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.Serving;
using PersonalPT.Server;

namespace PersonalPT.Cli.Commands;

/// <summary>How much a server of this machine bears, and what it costs next to taking the messages and nothing else.</summary>
internal static class LoadCommand
{
    private const ulong Seed = 1;

    public static Command Create(CommandRunning running)
    {
        var options = new PlanOptions();
        var command = new DocumentedCommand(
            "load",
            "Streams many generated phones to a server of its own and measures what it costs, next to a bare gRPC sink of the same messages.",
            "personalpt load --phones 1000 --seconds 20",
            "personalpt load --phones 1000 --seconds 20 --frames-per-message 5 --json",
            "personalpt load --phones 300 --overload --surplus 4000",
            "personalpt load --group --participants 50 --watchers 20 --seconds 30 --json")
        {
            Details =
            [
                "Three processes one after another: a sink that reads the messages and drops them, then a server on an empty database, and the phones beside each.",
                "Phones send by the clock, whatever comes back. Latency counts from the moment at which a rep's last frame was due to be sent to the rep's arrival",
                "at the phone; what came late because something was busy is part of it. lost and doubled compare with the library's counter on the same inputs.",
                "cpu_per_frame_over_sink is the server's processor time a frame over the sink's with one frame a message. The exit code is 0 only where every phone",
                "got to its end.",
                "With --group there is no sink: all phones join one group session, and board_latency_ms counts from a rep's being written down to its standing on a",
                "watcher's board. lost and doubled take in the group's results and every watcher's board.",
            ],
        };
        var overload = new OverloadOptions();
        var group = new GroupOptions();
        options.AddTo(command);
        overload.AddTo(command);
        group.AddTo(command);
        command.Subcommands.Add(Sink(running));
        command.Subcommands.Add(Server(running));
        command.Subcommands.Add(Phones(running));
        running.Run(command, async (parse, output, cancellation) =>
        {
            var plan = options.Of(parse);
            if (group.Of(parse) is { } watchers)
            {
                var met = await new LoadRun(group.Of(parse, plan), output).GroupAsync(watchers, cancellation);
                Say(met, output);
                output.Emit(met, JsonLines.Default.GroupLoadLine);
                return;
            }

            if (overload.Of(parse, plan) is { } rush)
            {
                var rushed = await new LoadRun(plan, output).OverloadAsync(rush, cancellation);
                Say(rushed, output);
                output.Emit(rushed, JsonLines.Default.OverloadLine);
                return;
            }

            var line = await new LoadRun(plan, output).RunAsync(cancellation);
            Say(line, output);
            output.Emit(line, JsonLines.Default.LoadLine);
        });
        return command;
    }

    private static void Say(LoadLine line, CommandOutput output)
    {
        output.Say(string.Create(CultureInfo.InvariantCulture, $"""
            {line.FramesPerSecond:n0} frames a second of {line.Phones * line.Fps:n0}; {line.Reps:n0} reps of {line.ExpectedReps:n0}, {line.Lost} lost, {line.Doubled} doubled.
            Rep at the phone after its last frame was due: median {line.EventLatencyMs.P50} ms, 99 % {line.EventLatencyMs.P99} ms, 99.9 % {line.EventLatencyMs.P999} ms.
            Processor time a frame: server {line.ServerCpuUsPerFrame} us, sink {line.SinkCpuUsPerFrame} us, ratio {line.CpuPerFrameOverSink}; generator {line.GeneratorCpuUsPerFrame} us. {line.PhonesPerServerCore:n0} phones a processor.
            Memory: {line.BytesPerSession / 1024:n0} KB a session, {line.BytesAllocatedPerBatch:n0} bytes allocated a batch of {line.FramesPerBatch} frames.
            """));
    }

    private static void Say(OverloadLine line, CommandOutput output)
    {
        var rush = line.Rush;
        output.Say(string.Create(CultureInfo.InvariantCulture, $"""
            {rush.Surplus:n0} phones came on top of {line.Phones:n0}; at most {rush.SurplusAdmitted:n0} of them were let in at once, {rush.Refusals:n0} times one was refused ({rush.RefusalsWithRetryHint:n0} with a hint when to come again).
            Of the phones that were there before: {rush.Lost} reps lost, {rush.Doubled} doubled; 99 % of reps within {rush.Before.P99} ms before, {rush.During.P99} ms meanwhile, {rush.After.P99} ms after.
            Back to normal {rush.SecondsToNormal} s after the surplus had left. Server memory: {line.ServerBytesBefore >> 20} MB before, {line.ServerBytesMost >> 20} MB at most, {line.ServerBytesAfter >> 20} MB after.
            """));
    }

    private static void Say(GroupLoadLine line, CommandOutput output)
    {
        output.Say(string.Create(CultureInfo.InvariantCulture, $"""
            {line.Participants:n0} took part, {line.Watchers:n0} looked: {line.Reps:n0} reps of {line.ExpectedReps:n0}, {line.Lost} lost, {line.Doubled} doubled, {line.TakenBack} taken back.
            Rep on a board after it was written down: median {line.BoardLatencyMs.P50} ms, 99 % {line.BoardLatencyMs.P99} ms, 99.9 % {line.BoardLatencyMs.P999} ms; {line.BoardsPerSecond} boards a second.
            {line.Cues} cues, {line.CuesLost} lost; at the phone after the coach's call: median {line.CueLatencyMs.P50} ms, 99 % {line.CueLatencyMs.P99} ms.
            Rep at the phone after its last frame was due: median {line.EventLatencyMs.P50} ms, 99 % {line.EventLatencyMs.P99} ms. The server kept {line.ServerCores} processors busy.
            """));
    }

    private static Command Sink(CommandRunning running)
    {
        var command = new Command("sink", "The floor of a load run.") { Hidden = true };
        running.Run(command, async (_, output, cancellation) =>
        {
            var (host, address) = await TrackSink.StartAsync(cancellation);
            await using (host)
            {
                output.Say(address.ToString());
                await EndOfInputAsync(cancellation);
            }
        });
        return command;
    }

    private static Command Server(CommandRunning running)
    {
        var data = new Argument<string>("FILE") { Description = "The database." };
        var command = new Command("server", "The server of a load run.") { data };
        command.Hidden = true;
        running.Run(command, async (parse, output, cancellation) =>
        {
            var options = new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = parse.GetRequiredValue(data) };
            await using var server = await EmbeddedServer.StartAsync(options, cancellation);
            output.Say(server.Grpc.ToString());
            output.Say(server.Web.ToString());
            await EndOfInputAsync(cancellation);
        });
        return command;
    }

    private static Command Phones(CommandRunning running)
    {
        var address = new Argument<Uri>("URL") { Description = "The server's or the sink's.", CustomParser = ServerConnection.ParseAddress };
        var bare = new Option<bool>("--bare") { Description = "It is the sink." };
        var options = new PlanOptions();
        var command = new Command("phones", "The generator of a load run.") { address, bare };
        command.Hidden = true;
        options.AddTo(command);
        var overload = new OverloadOptions();
        overload.AddTo(command);
        var group = new GroupOptions();
        group.AddTo(command);
        running.Run(command, (parse, output, cancellation) =>
        {
            var plan = options.Of(parse);
            if (group.Of(parse) is { } watchers)
            {
                var meeting = new LoadGenerator(group.Of(parse, plan), parse.GetRequiredValue(address), bare: false, line => output.Say(line));
                return new GroupGenerator(meeting, watchers, TimeProvider.System, line => output.Say(line)).RunAsync(cancellation);
            }

            var rush = overload.Of(parse, plan);
            var generator = new LoadGenerator(
                rush is null ? plan : OverloadOptions.Whole(plan, rush), parse.GetRequiredValue(address), parse.GetValue(bare), line => output.Say(line));
            return rush is null ? generator.RunAsync(cancellation) : new OverloadGenerator(generator, rush, line => output.Say(line)).RunAsync(cancellation);
        });
        return command;
    }

    /// <summary>The parts end when the run lets go of them, or is gone.</summary>
    private static async Task EndOfInputAsync(CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        var nothing = new byte[64];
        while (await input.ReadAsync(nothing, cancellationToken) > 0)
        {
        }
    }

    /// <summary>The options of an overload run.</summary>
    private sealed class OverloadOptions
    {
        private readonly Option<bool> _overload = new("--overload")
        {
            Description = "Instead: in the middle of it many more phones come than the machine bears, stay for --seconds, and leave all at once.",
        };

        private readonly Option<int> _surplus = NumberOption.Create("--surplus", "With --overload: phones that come on top.", 1, 50_000, 4000);

        private readonly Option<int> _calm = NumberOption.Create("--calm", "With --overload: seconds before the rush, and after it.", 5, 120, 15);

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { _overload, _surplus, _calm })
                command.Options.Add(option);
        }

        public OverloadPlan? Of(ParseResult parse, LoadPlan plan) => parse.GetValue(_overload)
            ? new OverloadPlan(
                TimeSpan.FromSeconds(plan.WarmUpSeconds + parse.GetValue(_calm)),
                TimeSpan.FromSeconds(plan.Seconds),
                TimeSpan.FromSeconds(parse.GetValue(_calm)),
                parse.GetValue(_surplus))
            : null;

        /// <summary>The plan of the phones that are there all the time: the calm before the rush, the rush, and the calm after it.</summary>
        public static LoadPlan Whole(LoadPlan plan, OverloadPlan rush) => plan with { Seconds = plan.Seconds + 2 * (int)rush.Calm.TotalSeconds };
    }

    /// <summary>The options of a run with a group session.</summary>
    private sealed class GroupOptions
    {
        private const string Exercise = "squat";

        private readonly Option<bool> _group = new("--group")
        {
            Description = "Instead: all phones take part in one group session, and watchers look at its board.",
        };

        private readonly Option<int> _participants = NumberOption.Create("--participants", "With --group: phones that take part.", 1, 200, 50);
        private readonly Option<int> _watchers = NumberOption.Create("--watchers", "With --group: how many look at the board.", 1, 1000, 20);

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { _group, _participants, _watchers })
                command.Options.Add(option);
        }

        /// <summary>How many look; null where there is no group.</summary>
        public int? Of(ParseResult parse) => parse.GetValue(_group) ? parse.GetValue(_watchers) : null;

        /// <summary>The plan of those who take part.</summary>
        public LoadPlan Of(ParseResult parse, LoadPlan plan) => plan with { Phones = parse.GetValue(_participants), Exercise = Exercise };
    }

    /// <summary>The options that describe a plan; the run and its generator share them.</summary>
    private sealed class PlanOptions
    {
        private readonly Option<int> _phones = NumberOption.Create("--phones", "Phones that stream at once.", 1, 20_000, 1000);
        private readonly Option<int> _fps = NumberOption.Create("--fps", "Frames a second of each phone, 5 to 120.", 5, 120, 30);
        private readonly Option<int> _seconds = NumberOption.Create("--seconds", "Length of the measured window.", 5, 600, 20);
        private readonly Option<int> _framesPerMessage = NumberOption.Create("--frames-per-message", "Frames that a phone puts into one message.", 1, 60, 1);
        private readonly Option<int> _phonesPerConnection = NumberOption.Create(
            "--phones-per-connection", "Phones that share an HTTP/2 connection: 1 is what real phones do, more leaves the generator more of the machine.", 1, 100, 100);

        private readonly Option<int> _warmUp = NumberOption.Create(
            "--warm-up", "Seconds for which everything runs before it is measured: until the runtime has compiled what is busy.", 1, 600, 15);

        private readonly Option<ulong> _seed = NumberOption.Create("--seed", "Other athletes: any number.", ulong.MinValue, ulong.MaxValue, Seed);

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { _phones, _fps, _seconds, _framesPerMessage, _phonesPerConnection, _warmUp, _seed })
                command.Options.Add(option);
        }

        public LoadPlan Of(ParseResult parse) => new()
        {
            Phones = parse.GetValue(_phones),
            FramesPerSecond = parse.GetValue(_fps),
            Seconds = parse.GetValue(_seconds),
            FramesPerMessage = parse.GetValue(_framesPerMessage),
            PhonesPerConnection = parse.GetValue(_phonesPerConnection),
            WarmUpSeconds = parse.GetValue(_warmUp),
            Seed = parse.GetValue(_seed),
        };
    }
}
