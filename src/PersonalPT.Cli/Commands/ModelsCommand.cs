using System.CommandLine;
using System.Globalization;
using Google.Protobuf;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using Spectre.Console;

namespace PersonalPT.Cli.Commands;

/// <summary>What a gym, or an athlete, counts with.</summary>
internal static class ModelsCommand
{
    /// <summary>A model file is at most 16 KB; anything much larger is something else.</summary>
    private const long LargestFile = 64 * 1024;

    public static Command Create(CommandRunning running) => new DocumentedCommand(
        "models",
        "Lists, activates, rolls back, exports and imports models.",
        "personalpt models list",
        "personalpt models list squat",
        "personalpt models activate squat 2",
        "personalpt models rollback squat",
        "personalpt models export squat squat.ptmodel",
        "personalpt models import squat squat.ptmodel --activate")
    {
        List(running), Activate(running), RollBack(running), Export(running), Import(running),
    };

    private static DocumentedCommand List(CommandRunning running)
    {
        var (connection, athlete) = (Connection(), Athlete());
        var exercise = new Argument<string?>("EXERCISE")
        {
            Description = "Without it: all exercises, with what counts them now.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new DocumentedCommand(
            "list", "Lists exercises, or all versions of one.", "personalpt models list", "personalpt models list squat --athlete ada")
        {
            exercise, athlete,
        };
        connection.AddTo(command);
        running.Run(command, (parse, output, cancellation) => connection.UseAsync(parse, client => parse.GetValue(exercise) is { } one
            ? ListVersionsAsync(client, one, parse.GetValue(athlete), output, cancellation)
            : ListExercisesAsync(client, parse.GetValue(athlete), output, cancellation)));
        return command;
    }

    private static DocumentedCommand Activate(CommandRunning running)
    {
        var (connection, athlete, exercise) = (Connection(), Athlete(), ExerciseArgument());
        var version = new Argument<uint>("VERSION") { Description = "From 1." };
        var command = new DocumentedCommand(
            "activate", "Counts with a version from the next set on.", "personalpt models activate squat 2") { exercise, version, athlete };
        connection.AddTo(command);
        running.Run(command, (parse, output, cancellation) => connection.UseAsync(parse, async client =>
        {
            var id = parse.GetRequiredValue(exercise);
            await RequireAsync(client, id, parse.GetValue(athlete), cancellation);
            var request = new ActivateModelRequest
            {
                AthleteId = parse.GetValue(athlete) ?? "",
                ExerciseId = id,
                Version = parse.GetRequiredValue(version),
            };
            var before = await ModelVersions.ActiveAsync(client, id, parse.GetValue(athlete), cancellation);
            var activated = (await client.Models.ActivateModelAsync(request, cancellationToken: cancellation)).Version;
            Tell(activated, "Counting from the next set on with", output, before);
        }));
        return command;
    }

    private static DocumentedCommand RollBack(CommandRunning running)
    {
        var (connection, athlete, exercise) = (Connection(), Athlete(), ExerciseArgument());
        var command = new DocumentedCommand(
            "rollback", "Counts again with the version that was active before.", "personalpt models rollback squat") { exercise, athlete };
        connection.AddTo(command);
        running.Run(command, (parse, output, cancellation) => connection.UseAsync(parse, async client =>
        {
            var (id, who) = (parse.GetRequiredValue(exercise), parse.GetValue(athlete));
            await RequireAsync(client, id, who, cancellation);
            var active = (await ModelVersions.OfAsync(client, id, who, cancellation)).FirstOrDefault(v => v.Active)
                ?? throw new CommandFailedException($"no version of {id}{Of(who)} is active, so there is nothing to roll back: activate one first.");
            var request = new RollBackModelRequest { AthleteId = who ?? "", ExerciseId = id, FromVersion = active.Version };
            Tell((await client.Models.RollBackModelAsync(request, cancellationToken: cancellation)).Version, "Counting from the next set on with", output);
        }));
        return command;
    }

    private static DocumentedCommand Export(CommandRunning running)
    {
        var (connection, athlete, exercise) = (Connection(), Athlete(), ExerciseArgument());
        var file = new Argument<string>("FILE") { Description = "The file to write." };
        var version = NumberOption.Create("--version", "Which one. Default: the active one.", 1U, uint.MaxValue);
        var command = new DocumentedCommand(
            "export", "Writes a model to a file, to be imported elsewhere.", "personalpt models export squat squat.ptmodel")
        {
            exercise, file, athlete, version,
        };
        connection.AddTo(command);
        running.Run(command, (parse, output, cancellation) => connection.UseAsync(parse, async client =>
        {
            var id = parse.GetRequiredValue(exercise);
            await RequireAsync(client, id, parse.GetValue(athlete), cancellation);
            var request = new ExportModelRequest { AthleteId = parse.GetValue(athlete) ?? "", ExerciseId = id, Version = parse.GetValue(version) };
            var exported = await client.Models.ExportModelAsync(request, cancellationToken: cancellation);
            var path = parse.GetRequiredValue(file);
            var bytes = await NewFile.WriteAsync(path, async (stream, ct) => await stream.WriteAsync(exported.Model.Memory, ct), cancellation);
            output.Say($"Wrote {ModelText.Name(exported.Version)} to {path} ({bytes} bytes).");
            output.Emit(new FileLine(Path.GetFullPath(path), bytes), JsonLines.Default.FileLine);
        }));
        return command;
    }

    private static DocumentedCommand Import(CommandRunning running)
    {
        var (connection, athlete, exercise) = (Connection(), Athlete(), ExerciseArgument());
        var file = new Argument<string>("FILE") { Description = "A file that 'models export' wrote." };
        var activate = new Option<bool>("--activate") { Description = "Count with it from the next set on." };
        var command = new DocumentedCommand(
            "import", "Makes an exported model the next version here.", "personalpt models import squat squat.ptmodel --activate")
        {
            exercise, file, athlete, activate,
        };
        connection.AddTo(command);
        running.Run(command, async (parse, output, cancellation) =>
        {
            var path = parse.GetRequiredValue(file);
            var bytes = await ReadModelAsync(path, cancellation);
            await connection.UseAsync(parse, async client =>
            {
                var id = parse.GetRequiredValue(exercise);
                await RequireAsync(client, id, parse.GetValue(athlete), cancellation);
                var request = new ImportModelRequest
                {
                    RequestId = Guid.NewGuid().ToString(),
                    AthleteId = parse.GetValue(athlete) ?? "",
                    ExerciseId = id,
                    Model = ByteString.CopyFrom(bytes),
                    Activate = parse.GetValue(activate),
                };
                var before = request.Activate ? await ModelVersions.ActiveAsync(client, id, parse.GetValue(athlete), cancellation) : null;
                var version = (await client.Models.ImportModelAsync(request, cancellationToken: cancellation)).Version;
                Tell(version, version.Active ? "Counting from the next set on with" : "Imported, not active yet:", output, before);
            });
        });
        return command;
    }

    private static async Task<byte[]> ReadModelAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new CommandFailedException($"{path}: not found; give a file that 'personalpt models export' wrote.");
        if (file.Length > LargestFile)
            throw new CommandFailedException($"{path}: is no model file, it is far too large; give a file that 'personalpt models export' wrote.");
        return await File.ReadAllBytesAsync(path, cancellationToken);
    }

    private static async Task ListExercisesAsync(PersonalPTClient client, string? athlete, CommandOutput output, CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("exercise", "name", "counted by");
        foreach (var exercise in await KnownExercises.OfAsync(client, athlete, cancellationToken))
        {
            var by = exercise.Model is { } model
                ? $"version {model.Version}{(model.AthleteId.Length > 0 ? $" of {model.AthleteId}" : "")}{(exercise.Starter ? " (starter)" : "")}"
                : "nothing yet: teach it with 'personalpt train'";
            table.AddRow(new Text(exercise.ExerciseId), new Text(exercise.DisplayName), new Text(by));
            output.Emit(
                new ExerciseLine(
                    exercise.ExerciseId,
                    exercise.DisplayName,
                    (int?)exercise.Model?.Version,
                    exercise.Model is { AthleteId.Length: > 0 } own ? own.AthleteId : null,
                    exercise.Starter),
                JsonLines.Default.ExerciseLine);
        }

        output.Screen.Write(table);
    }

    private static async Task ListVersionsAsync(
        PersonalPTClient client, string exercise, string? athlete, CommandOutput output, CancellationToken cancellationToken)
    {
        await RequireAsync(client, exercise, athlete, cancellationToken);
        var versions = await ModelVersions.OfAsync(client, exercise, athlete, cancellationToken);
        if (versions.Count == 0)
        {
            output.Say($"Nothing was taught for {exercise}{Of(athlete)} yet. To teach it:  personalpt train DATASET NAME --exercise {exercise}");
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("version", "origin", "made (UTC)", "by", "counted / shown", "separation");
        table.Columns[0].NoWrap();
        table.Columns[2].NoWrap();
        foreach (var column in table.Columns)
            column.PadLeft(0);
        foreach (var version in versions)
        {
            table.AddRow(
                new Text(string.Create(CultureInfo.InvariantCulture, $"{version.Version}{(version.Active ? " active" : "")}")),
                new Text(ModelText.Origin(version.Origin)),
                new Text(Times.DateAndMinute(version.CreatedTimeUs)),
                new Text(version.CreatedBy),
                new Text(version.Report is { } counted ? $"{counted.CountedReps} / {counted.DemonstrationReps}" : ""),
                new Text(version.Report?.Separation.ToString("0.0", CultureInfo.InvariantCulture) ?? ""));
            output.Emit(ModelText.Line(version), JsonLines.Default.ModelLine);
        }

        output.Screen.Write(table);
        foreach (var version in versions)
        {
            foreach (var warning in version.Report?.Warnings ?? [])
                output.Say($"version {version.Version}: {warning.Text}");
        }
    }

    private static void Tell(ModelVersion version, string what, CommandOutput output, uint? activeBefore = null)
    {
        output.Say($"{what} {ModelText.Name(version)}.");
        if (ModelText.Undo(version, activeBefore) is { } undo)
            output.Say(undo);
        output.Emit(ModelText.Line(version), JsonLines.Default.ModelLine);
    }

    private static Task<Exercise> RequireAsync(PersonalPTClient client, string exercise, string? athlete, CancellationToken cancellationToken) =>
        KnownExercises.RequireAsync(client, exercise, athlete, "", cancellationToken);

    private static string Of(string? athlete) => athlete is null ? "" : $" of {athlete}";

    private static ServerConnection Connection() => new("staff", "staff");

    private static Option<string?> Athlete() => new("--athlete") { Description = "This athlete's own models instead of the gym's.", HelpName = "ID" };

    private static Argument<string> ExerciseArgument() => new("EXERCISE") { Description = "The exercise's id, as 'models list' shows it." };
}
