using System.CommandLine;
using System.Globalization;
using Grpc.Core;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using Spectre.Console;

namespace PersonalPT.Cli.Commands;

/// <summary>What an athlete did.</summary>
internal static class HistoryCommand
{
    private const uint PageSize = 200;

    public static Command Create(CommandRunning running)
    {
        var connection = new ServerConnection("athlete", "athlete");
        var athlete = new Option<string?>("--athlete") { Description = "Default: the user who signs in.", HelpName = "ID" };
        var limit = NumberOption.Create("--limit", "Sessions to show, the newest first.", 1, int.MaxValue, 20);
        var export = new Option<string[]>("--export")
        {
            Description = "Write all reps to a file instead: csv or json, and the file's name.",
            HelpName = "csv|json> <FILE",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        export.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens[0].Value is not ("csv" or "json"))
                result.AddError($"--export knows csv and json, not '{result.Tokens[0].Value}'.");
        });

        var command = new DocumentedCommand(
            "history",
            "Shows an athlete's sessions and sets, or exports all reps.",
            "personalpt history --user ada",
            "personalpt history --role staff --user staff --athlete ada --export csv ada.csv")
        {
            athlete, limit, export,
        };
        connection.AddTo(command);
        running.Run(command, (parse, output, cancellation) => connection.UseAsync(parse, client =>
        {
            var who = parse.GetValue(athlete) ?? "";
            return parse.GetValue(export) is [var format, var file]
                ? ExportAsync(client, who, format == "csv" ? ExportFormat.Csv : ExportFormat.Json, file, output, cancellation)
                : ListAsync(client, who, parse.GetValue(limit), output, cancellation);
        }));
        return command;
    }

    private static async Task ListAsync(PersonalPTClient client, string athlete, int limit, CommandOutput output, CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("session and its sets", "started (UTC)", "length", "reps");
        table.Columns[1].NoWrap();
        table.Columns[3].RightAligned();
        var shown = 0;
        var request = new ListSessionsRequest { AthleteId = athlete };
        do
        {
            request.PageSize = (uint)Math.Min(limit - shown, PageSize);
            var page = await client.History.ListSessionsAsync(request, cancellationToken: cancellationToken);
            foreach (var session in page.Sessions)
            {
                AddRows(table, session);
                output.Emit(LineOf(session), JsonLines.Default.SessionLine);
            }

            shown += page.Sessions.Count;
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && shown < limit);

        if (shown == 0)
            output.Say("No sessions yet. To make one, stream a recording:  personalpt replay DATASET NAME");
        else
            output.Screen.Write(table);
        if (request.PageToken.Length > 0)
            output.Say($"There are more; to see them, raise --limit {limit}.");
    }

    // An id takes half of a usual terminal: what is said of sets stands below it, not beside.
    private static void AddRows(Table table, SessionSummary session)
    {
        table.AddRow(
            new Text(session.SessionId),
            new Text(Times.DateAndMinute(session.StartedTimeUs)),
            new Text(""),
            new Text(session.Sets.Sum(set => set.Reps).ToString(CultureInfo.InvariantCulture)));
        foreach (var set in session.Sets)
        {
            var end = set.EndTimeUs > 0 ? EventText.Reason(set.EndReason) : "still running";
            table.AddRow(
                new Text($"  {set.SetNumber}: {set.Model?.ExerciseId ?? ""} ({end})"),
                new Text(Times.DateAndMinute(set.StartTimeUs)),
                new Text(set.EndTimeUs > 0 ? Times.Seconds(set.EndTimeUs - set.StartTimeUs) : ""),
                new Text(set.Reps.ToString(CultureInfo.InvariantCulture)));
            if (Said(set) is { Length: > 0 } said)
                table.AddRow(new Text($"     {said}"), new Text(""), new Text(""), new Text(""));
        }
    }

    private static SessionLine LineOf(SessionSummary session) => new(
        session.SessionId,
        session.AthleteId,
        Times.FromMicros(session.StartedTimeUs),
        session.EndedTimeUs > 0 ? Times.FromMicros(session.EndedTimeUs) : null,
        [.. session.Sets.Select(set => new SetLine(
            (int)set.SetNumber,
            set.Model?.ExerciseId ?? "",
            (int)(set.Model?.Version ?? 0),
            Times.FromMicros(set.StartTimeUs),
            set.EndTimeUs > 0 ? Times.FromMicros(set.EndTimeUs) : null,
            (int)set.Reps,
            set.EndTimeUs > 0 ? EventText.Reason(set.EndReason) : null)
        {
            CorrectedReps = (int?)set.Correction?.Reps,
            LoadKg = set.Load?.LoadKg,
            Rpe = set.Effort?.Rpe,
            Note = set.Note?.Text,
        })]);

    // What people have said about a set; empty: nothing.
    private static string Said(SetSummary set)
    {
        var words = new List<string>();
        if (set.Correction is { } correction)
            words.Add($"corrected to {correction.Reps} by {correction.AuthorId}");
        if (set.Load is { } load)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{load.LoadKg:0.###} kg"));
        if (set.Effort is { } effort)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"RPE {effort.Rpe:0.#}"));
        if (set.Note is { } note)
            words.Add($"{note.AuthorId}: {note.Text.ReplaceLineEndings(" ")}");
        return string.Join(", ", words);
    }

    private static async Task ExportAsync(
        PersonalPTClient client, string athlete, ExportFormat format, string file, CommandOutput output, CancellationToken cancellationToken)
    {
        using var call = client.History.ExportHistory(
            new ExportHistoryRequest { AthleteId = athlete, Format = format }, cancellationToken: cancellationToken);
        var reps = 0L;
        var bytes = await NewFile.WriteAsync(
            file,
            async (stream, cancellation) =>
            {
                await foreach (var piece in call.ResponseStream.ReadAllAsync(cancellation))
                    await stream.WriteAsync(piece.Chunk.Memory, cancellation);
                reps = await ExportedReps.CountAsync(stream, format, cancellation);
            },
            cancellationToken);
        output.Say(reps switch
        {
            0 => $"There are no reps yet; {file} has none.",
            1 => $"Wrote 1 rep to {file}.",
            _ => $"Wrote {reps} reps to {file}.",
        });
        output.Emit(new FileLine(Path.GetFullPath(file), bytes), JsonLines.Default.FileLine);
    }
}
