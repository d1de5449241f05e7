using System.CommandLine;
using PersonalPT.Cli.Demo;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.Serving;
using PersonalPT.Evaluation.DataSets;

namespace PersonalPT.Cli.Commands;

/// <summary>Everything at once, on a server of its own.</summary>
internal static class DemoCommand
{
    private const double GeneratedSpeed = 4;
    private const double RecordedSpeed = 0;
    private const double RealTime = 1;
    private const ulong Seed = 1;

    public static Command Create(CommandRunning running)
    {
        var athletes = NumberOption.Create("--athletes", "How many athletes stream at once, 1 to 500.", 1, 500, 8);
        var speed = NumberOption.Create("--speed", "Times real time; 0: as fast as it goes. Default: 4, with --web 1, with --dataset 0.", 0.0, 1000);
        var seed = NumberOption.Create("--seed", "Other athletes, another coach: any number.", ulong.MinValue, ulong.MaxValue, Seed);
        var dataSet = new Option<string?>("--dataset")
        {
            Description = "Stream real recordings instead: a folder with sequences.csv and poses/NAME.npy.",
            HelpName = "DIR",
        };
        var exercise = new Option<string?>("--exercise") { Description = "With --dataset: the exercise to teach and count.", HelpName = "NAME" };
        var demonstration = new Option<string?>("--demonstration")
        {
            Description = "With --dataset: the recording to teach from, by its labelled reps.",
            HelpName = "NAME",
        };
        var floats = new Option<bool>("--floats")
        {
            Description = "With --dataset: send frames as floats instead of the compact form, so that counts must equal the library's.",
        };

        var web = new Option<bool>("--web") { Description = "Show the athletes on the live board in a browser, and others in a group session, until Ctrl+C. They train in real time then." };
        var webPort = NumberOption.Create("--web-port", "With --web: port of the pages; 0: a free one.", 0, 65535, 0);

        var command = new DocumentedCommand(
            "demo",
            "Counts athletes live on a server of its own: generated ones, or real recordings.",
            "personalpt demo",
            "personalpt demo --athletes 20 --speed 1          # real time",
            "personalpt demo --web                            # the live board and a group session in a browser",
            "personalpt demo --json | tail -n 1",
            "personalpt demo --dataset ../shared/data/repcount-pose --exercise squat --demonstration stu4_64 --floats")
        {
            Details =
            [
                "Starts a server of its own in a temporary folder, teaches it each exercise from one demonstration over gRPC, lets the athletes stream to it",
                "at once, shows them live, and then what was counted against what is true.",
                "With --json the last line holds event_latency_ms: for each rep, the time on the clock from the push of the frame that makes it at the phone",
                "to its arrival at the phone (batching, wire, counting, commit and the way back). It does not depend on the speed of streaming, unless that",
                "is more than the machine can do; with --speed 0 it is mostly waiting in the phone's own queue.",
            ],
        };
        foreach (var option in new Option[] { athletes, speed, seed, dataSet, exercise, demonstration, floats, web, webPort })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            var recorded = result.GetResult(dataSet) is not null;
            if (recorded && (result.GetResult(exercise) is null || result.GetResult(demonstration) is null))
                result.AddError("--dataset needs --exercise and --demonstration.");
            if (!recorded && (result.GetResult(exercise) ?? result.GetResult(demonstration) ?? result.GetResult(floats)) is { Implicit: false })
                result.AddError("--exercise, --demonstration and --floats go with --dataset.");
            if (recorded && (result.GetResult(athletes) ?? result.GetResult(seed)) is { Implicit: false })
                result.AddError("--athletes and --seed do not go with --dataset.");
            if (recorded && result.GetResult(web) is { Implicit: false })
                result.AddError("--web and --dataset exclude each other.");
            if (result.GetResult(webPort) is { Implicit: false } && result.GetResult(web) is not { Implicit: false })
                result.AddError("--web-port goes with --web.");
        });

        running.Run(command, (parse, output, cancellation) =>
        {
            var asked = parse.GetResult(speed) is null ? (double?)null : parse.GetValue(speed);
            return parse.GetValue(dataSet) is { } folder
                ? RunRecordedAsync(
                    folder,
                    parse.GetRequiredValue(exercise)!,
                    parse.GetRequiredValue(demonstration)!,
                    parse.GetValue(floats),
                    asked ?? RecordedSpeed,
                    output,
                    cancellation)
                : parse.GetValue(web)
                ? RunOnPagesAsync(parse.GetValue(athletes), asked ?? RealTime, parse.GetValue(seed), parse.GetValue(webPort), output, cancellation)
                : RunGeneratedAsync(parse.GetValue(athletes), asked ?? GeneratedSpeed, parse.GetValue(seed), output, cancellation);
        });
        return command;
    }

    private static async Task RunGeneratedAsync(int athletes, double speed, ulong seed, CommandOutput output, CancellationToken cancellationToken)
    {
        await using var server = await EmbeddedServer.StartTemporaryAsync(output, cancellationToken);
        await new GeneratedDemo(athletes, speed, seed, output, TimeProvider.System).RunAsync(server, cancellationToken);
    }

    private static async Task RunOnPagesAsync(
        int athletes, double speed, ulong seed, int webPort, CommandOutput output, CancellationToken cancellationToken)
    {
        await using var server = await StorageChoice.DoAsync(() => EmbeddedServer.StartTemporaryAsync(webPort, output, cancellationToken));
        await new GeneratedDemo(athletes, speed, seed, output, TimeProvider.System).ShowOnPagesAsync(server, cancellationToken);
    }

    private static async Task RunRecordedAsync(
        string folder, string exercise, string demonstration, bool floats, double speed, CommandOutput output, CancellationToken cancellationToken)
    {
        // Before the server: a wrong file should be told at once.
        var dataSet = DataSet.Load(folder, cancellationToken);
        Recordings.Recording.Labels(Recordings.Recording.Find(dataSet, demonstration, exercise));
        await using var server = await EmbeddedServer.StartTemporaryAsync(output, cancellationToken);
        await new RecordedDemo(dataSet, exercise, demonstration, floats, speed, output, TimeProvider.System).RunAsync(server, cancellationToken);
    }
}
