using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using Grpc.Core;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using Spectre.Console;

namespace PersonalPT.Cli.Commands;

/// <summary>What was recorded of sessions whose athletes asked for it.</summary>
internal static class RecordingsCommand
{
    private const uint PageSize = 200;
    private const int MostVersions = 4;

    public static Command Create(CommandRunning running) => new DocumentedCommand(
        "recordings",
        "Lists recordings of sessions, counts them again, takes them out and deletes them.",
        "personalpt recordings list --user ada",
        "personalpt recordings rescore SESSION --versions 1,2 --user ada",
        "personalpt recordings export SESSION ./mine --user ada",
        "personalpt recordings delete SESSION --user ada")
    {
        Details = ["To record one, an app starts its session so; so does 'personalpt replay --record'."],
        Subcommands = { List(running), Rescore(running), Export(running), Delete(running) },
    };

    private static DocumentedCommand List(CommandRunning running)
    {
        var connection = new ServerConnection("athlete", "athlete");
        var athlete = new Option<string?>("--athlete") { Description = "Default: the user who signs in.", HelpName = "ID" };
        var command = new DocumentedCommand("list", "Lists an athlete's recordings, the newest first.", "personalpt recordings list --user ada") { athlete };
        connection.AddTo(command);
        running.Run(command, (parse, output, cancellation) => connection.UseAsync(
            parse, client => ListAsync(client, parse.GetValue(athlete) ?? "", output, cancellation)));
        return command;
    }

    private static DocumentedCommand Rescore(CommandRunning running)
    {
        var (connection, session) = (new ServerConnection("athlete", "athlete"), SessionArgument());
        var versions = new Option<int[]>("--versions")
        {
            Description = $"Numbers of versions, with commas; {MostVersions} at most. Default: the active one.",
            HelpName = "N,N",
            CustomParser = result =>
            {
                var numbers = result.Tokens.SelectMany(token => token.Value.Split(',')).ToArray();
                if (numbers.Length <= MostVersions && numbers.All(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0))
                    return [.. numbers.Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
                result.AddError($"--versions takes 1 to {MostVersions} numbers with commas, such as 1,2.");
                return [];
            },
        };
        var exercise = new Option<string?>("--exercise") { Description = "Whose versions. Default: what the session counts, or counted last.", HelpName = "ID" };
        var own = new Option<bool>("--own") { Description = "The athlete's own versions instead of the gym's." };
        var command = new DocumentedCommand(
            "rescore", "Shows what other versions would have counted in a recorded session, beside what was counted. Changes nothing.",
            "personalpt recordings rescore SESSION --versions 1,2 --user ada")
        {
            session, versions, exercise, own,
        };
        connection.AddTo(command);
        running.Run(command, (parse, output, cancellation) => connection.UseAsync(parse, client => RescoreAsync(
            client, parse.GetRequiredValue(session), parse.GetValue(versions) ?? [], parse.GetValue(exercise), parse.GetValue(own), output, cancellation)));
        return command;
    }

    private static DocumentedCommand Export(CommandRunning running)
    {
        var (connection, session) = (new ServerConnection("athlete", "athlete"), SessionArgument());
        var folder = new Argument<string>("FOLDER") { Description = "Where the data set goes; made where it is not there." };
        var command = new DocumentedCommand(
            "export", "Writes a recording as a data set, which 'replay' and 'train' read.",
            "personalpt recordings export SESSION ./mine --user ada",
            "personalpt train ./mine SESSION --labelled")
        {
            session, folder,
        };
        connection.AddTo(command);
        running.Run(command, (parse, output, cancellation) => connection.UseAsync(
            parse, client => ExportAsync(client, parse.GetRequiredValue(session), parse.GetRequiredValue(folder), output, cancellation)));
        return command;
    }

    private static DocumentedCommand Delete(CommandRunning running)
    {
        var (connection, session) = (new ServerConnection("athlete", "athlete"), SessionArgument());
        var command = new DocumentedCommand("delete", "Deletes a recording for good. What was counted stays.", "personalpt recordings delete SESSION --user ada") { session };
        connection.AddTo(command);
        running.Run(command, (parse, output, cancellation) => connection.UseAsync(parse, async client =>
        {
            var answer = await client.Recordings.DeleteRecordingAsync(
                new DeleteRecordingRequest { SessionId = parse.GetRequiredValue(session) }, cancellationToken: cancellation);
            output.Say(answer.Deleted ? "Deleted." : "There was none.");
        }));
        return command;
    }

    private static Argument<string> SessionArgument() => new("SESSION") { Description = "The session's id, as 'recordings list' shows it." };

    private static async Task ListAsync(PersonalPTClient client, string athlete, CommandOutput output, CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("session", "started (UTC)", "length", "inputs", "missing", "KB", "kept until (UTC)");
        var request = new ListRecordingsRequest { AthleteId = athlete, PageSize = PageSize };
        var shown = 0;
        do
        {
            var page = await client.Recordings.ListRecordingsAsync(request, cancellationToken: cancellationToken);
            foreach (var recording in page.Recordings)
            {
                var line = LineOf(recording);
                table.AddRow(
                    line.SessionId, Times.DateAndTime(recording.StartedTimeUs), string.Create(CultureInfo.InvariantCulture, $"{line.Seconds:0} s"),
                    line.Inputs.ToString(CultureInfo.InvariantCulture), line.MissingInputs.ToString(CultureInfo.InvariantCulture),
                    (line.Bytes / 1000).ToString(CultureInfo.InvariantCulture), Times.DateAndMinute(recording.ExpiresTimeUs));
                output.Emit(line, JsonLines.Default.RecordingLine);
                shown++;
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        if (shown == 0)
            output.Say("No recordings. To make one, stream a recording so that it is recorded:  personalpt replay DATASET NAME --record");
        else
            output.Screen.Write(table);
    }

    private static async Task RescoreAsync(
        PersonalPTClient client, string sessionId, int[] versions, string? exercise, bool own, CommandOutput output, CancellationToken cancellationToken)
    {
        var session = (await client.Sessions.GetSessionAsync(new GetSessionRequest { SessionId = sessionId }, cancellationToken: cancellationToken)).Session;
        var what = exercise ?? session.ExerciseId;
        var athlete = own ? session.AthleteId : "";
        if (versions.Length == 0)
        {
            var active = (await ModelVersions.OfAsync(client, what, athlete, cancellationToken)).FirstOrDefault(v => v.Active)
                ?? throw new CommandFailedException($"no version of {what} is active: say which with --versions.");
            versions = [(int)active.Version];
        }

        var request = new RescoreRequest { SessionId = sessionId };
        request.Versions.AddRange(versions.Select(v => new ModelReference { AthleteId = athlete, ExerciseId = what, Version = (uint)v }));
        var answer = await client.Recordings.RescoreAsync(request, cancellationToken: cancellationToken);
        var table = new Table().Border(TableBorder.Rounded).AddColumns("by", "sets", "reps", "reps of each set");
        Add("as it was counted", null, answer.Counted);
        foreach (var version in answer.Versions)
        {
            var name = $"{version.Model.ExerciseId}, version {version.Model.Version}{(version.Model.AthleteId.Length > 0 ? $" of {version.Model.AthleteId}" : "")}";
            Add(name, version.Model, version.Sets);
        }

        output.Screen.Write(table);
        foreach (var gap in answer.Gaps)
            output.Say($"Inputs {gap.FirstMissingInputSeq} to {gap.NextInputSeq - 1} are missing in the recording: nothing could be counted there.");

        void Add(string name, ModelReference? model, IReadOnlyList<RescoredSet> sets)
        {
            int[] reps = [.. sets.Select(set => set.Reps.Count)];
            table.AddRow(
                Markup.Escape(name), sets.Count.ToString(CultureInfo.InvariantCulture), reps.Sum().ToString(CultureInfo.InvariantCulture), string.Join(" + ", reps));
            output.Emit(
                new RescoredLine(
                    sessionId, model?.ExerciseId, (int?)model?.Version, model is { AthleteId.Length: > 0 } ? model.AthleteId : null, reps.Sum(), reps, answer.Gaps.Count),
                JsonLines.Default.RescoredLine);
        }
    }

    private static async Task ExportAsync(PersonalPTClient client, string sessionId, string folder, CommandOutput output, CancellationToken cancellationToken)
    {
        using var call = client.Recordings.ExportRecording(new ExportRecordingRequest { SessionId = sessionId }, cancellationToken: cancellationToken);
        var whole = Path.GetFullPath(folder);
        var zip = Path.Combine(whole, $".{Guid.NewGuid():N}.zip");
        try
        {
            Directory.CreateDirectory(whole);
            var bytes = await NewFile.WriteAsync(
                zip,
                async (stream, cancel) =>
                {
                    await foreach (var piece in call.ResponseStream.ReadAllAsync(cancel))
                        await stream.WriteAsync(piece.Chunk.Memory, cancel);
                },
                cancellationToken);
            await ZipFile.ExtractToDirectoryAsync(zip, whole, overwriteFiles: true, cancellationToken);
            output.Say($"Wrote a data set to {whole}; README.txt in it says what is where.");
            output.Emit(new FileLine(whole, bytes), JsonLines.Default.FileLine);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or InvalidDataException)
        {
            throw new CommandFailedException($"{whole}: cannot be written ({e.Message.TrimEnd('.')}); choose another folder.", e);
        }
        finally
        {
            File.Delete(zip);
        }
    }

    private static RecordingLine LineOf(SessionRecording recording) => new(
        recording.SessionId, recording.AthleteId, Times.FromMicros(recording.StartedTimeUs), recording.EndedTimeUs == 0 ? null : Times.FromMicros(recording.EndedTimeUs),
        Math.Round((recording.LastTimeUs - recording.FirstTimeUs) / 1e6, 1), (long)recording.Inputs, (long)recording.MissingInputs, (long)recording.SizeBytes,
        Times.FromMicros(recording.ExpiresTimeUs));
}
