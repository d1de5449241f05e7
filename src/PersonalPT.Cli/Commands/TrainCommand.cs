using System.CommandLine;
using System.Globalization;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.Recordings;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using Spectre.Console;

namespace PersonalPT.Cli.Commands;

/// <summary>Teaches a running server an exercise from one recording.</summary>
internal static class TrainCommand
{
    private const int NarrowestChart = 20;

    public static Command Create(CommandRunning running)
    {
        var connection = new ServerConnection("staff", "staff");
        var recording = new RecordingOptions();
        var reps = NumberOption.Create("--reps", "The number of reps in the recording; their times are found.", 1, 10_000);
        var labelled = new Option<bool>("--labelled")
        {
            Description = "Use the labelled reps of sequences.csv. Without this and --reps, the reps and their number are found.",
        };
        var athlete = new Option<string?>("--athlete") { Description = "Teach this athlete's own model instead of the gym's.", HelpName = "ID" };
        var preview = new Option<bool>("--preview") { Description = "Only show what would be learnt; nothing is stored." };
        var swap = new Option<bool>("--swap") { Description = "Exchange rest and active pose." };
        var activate = new Option<bool>("--activate") { Description = "Count with the new version from the next set on." };
        var isNew = new Option<bool>("--new") { Description = "Add the exercise to the gym where it is not there yet." };

        var command = new DocumentedCommand(
            "train",
            "Teaches a running server an exercise from one recording, and prints what a coach should know of the model.",
            "personalpt train ../shared/data/repcount-pose stu8_42 --preview",
            "personalpt train ../shared/data/repcount-pose stu8_42 --reps 6 --activate",
            "personalpt train ./mine kettlebell_1 --exercise kettlebell_swing --new --activate");
        recording.AddTo(command);
        command.Options.Add(reps);
        command.Options.Add(labelled);
        command.Options.Add(athlete);
        command.Options.Add(preview);
        command.Options.Add(swap);
        command.Options.Add(activate);
        command.Options.Add(isNew);
        connection.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(reps) is not null && result.GetResult(labelled) is { Implicit: false })
                result.AddError("--reps and --labelled do not go together.");
            if (result.GetResult(preview) is { Implicit: false } && result.GetResult(activate) is { Implicit: false })
                result.AddError("--preview stores nothing, so there is nothing to --activate.");
        });

        running.Run(command, async (parse, output, cancellation) =>
        {
            var (sequence, exercise) = recording.Load(parse, cancellation);
            var demonstration = new Demonstration
            {
                Frames = WireFrames.Recorded(sequence.Frames, sequence.FramesPerSecond, $"personalpt train {sequence.Name}", floats: false),
                SwapPoses = parse.GetValue(swap),
            };
            if (parse.GetValue(reps) is > 0 and var number)
                demonstration.RepCount = (uint)number;
            else if (parse.GetValue(labelled))
                demonstration.RepSpans = Demo.Teacher.Labels(Recording.Labels(sequence).Reps, sequence.Frames[0].CaptureMicros);

            await connection.UseAsync(parse, client => parse.GetValue(preview)
                ? PreviewAsync(client, sequence.Name, demonstration, output, cancellation)
                : TrainAsync(
                    client, exercise, parse.GetValue(athlete), demonstration, parse.GetValue(isNew), parse.GetValue(activate), output, cancellation));
        });
        return command;
    }

    private static async Task PreviewAsync(
        PersonalPTClient client, string recording, Demonstration demonstration, CommandOutput output, CancellationToken cancellationToken)
    {
        var found = await client.Models.PreviewTrainingAsync(
            new PreviewTrainingRequest { Demonstration = demonstration }, cancellationToken: cancellationToken);
        var start = found.Signal.Count > 0 ? found.Signal[0].TimeUs : 0;
        if (found.Signal.Count > 0)
            output.Screen.Write(SignalChart.Draw(found, Math.Max(output.Screen.Profile.Width - SignalChart.FrameWidth, NarrowestChart)));
        for (var i = 0; i < found.Reps.Count; i++)
        {
            var rep = found.Reps[i];
            output.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"rep {i + 1,2}: {Since(rep.StartTimeUs),6:0.00} s to {Since(rep.EndTimeUs),6:0.00} s, peak at {Since(rep.PeakTimeUs):0.00} s"));
        }

        foreach (var line in ReportText.Lines(found.Report))
            output.Say(line);
        if (found.PoseConfidence < 1)
            output.Say("Where the chart stands on its head, with the rest at the top, add --swap.");
        output.Say("Nothing was stored. To teach it, run the same without --preview.");
        output.Emit(
            new PreviewLine(
                recording,
                [.. found.Reps.Select(r => new RepLine(Since(r.StartTimeUs), Since(r.PeakTimeUs), Since(r.EndTimeUs)))],
                found.PoseConfidence,
                [.. found.Signal.Select(s => new SignalLine(Since(s.TimeUs), Math.Round(s.Value, 4)))],
                ReportText.Line(found.Report)),
            JsonLines.Default.PreviewLine);

        double Since(long micros) => Math.Round((micros - start) / 1e6, 3);
    }

    private static async Task TrainAsync(
        PersonalPTClient client,
        string exercise,
        string? athlete,
        Demonstration demonstration,
        bool isNew,
        bool activate,
        CommandOutput output,
        CancellationToken cancellationToken)
    {
        if (isNew)
        {
            if ((await KnownExercises.OfAsync(client, athlete, cancellationToken)).All(e => e.ExerciseId != exercise))
            {
                await client.Exercises.PutExerciseAsync(
                    new PutExerciseRequest { ExerciseId = exercise, DisplayName = DisplayName(exercise) }, cancellationToken: cancellationToken);
            }
        }
        else
        {
            await KnownExercises.RequireAsync(client, exercise, athlete, " To add it, say --new.", cancellationToken);
        }

        var request = new TrainRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            AthleteId = athlete ?? "",
            ExerciseId = exercise,
            Demonstration = demonstration,
            Activate = activate,
        };
        var activeBefore = activate ? await ModelVersions.ActiveAsync(client, exercise, athlete, cancellationToken) : null;
        var version = (await client.Models.TrainAsync(request, cancellationToken: cancellationToken)).Version;
        output.Say($"Taught {ModelText.Name(version)}.");
        foreach (var line in ReportText.Lines(version.Report))
            output.Say($"  {line}");
        var own = athlete is null ? "" : $" --athlete {athlete}";
        output.Say(version.Active
            ? "It counts from the next set on."
            : $"It is not active yet. To count with it:  personalpt models activate {exercise} {version.Version}{own}");
        if (ModelText.Undo(version, activeBefore) is { } undo)
            output.Say(undo);
        output.Emit(ModelText.Line(version), JsonLines.Default.ModelLine);
    }

    /// <summary>Such as "Bench pressing" of bench_pressing.</summary>
    private static string DisplayName(string exercise)
    {
        var words = exercise.Replace('_', ' ').Trim();
        return words.Length == 0 ? exercise : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
