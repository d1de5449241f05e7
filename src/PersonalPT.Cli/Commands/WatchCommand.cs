using System.CommandLine;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using Spectre.Console;

namespace PersonalPT.Cli.Commands;

/// <summary>Looks at a session from elsewhere, as the staff of the gym does.</summary>
internal static class WatchCommand
{
    public static Command Create(CommandRunning running)
    {
        var connection = new ServerConnection("staff", "staff");
        var session = new Argument<string?>("SESSION")
        {
            Description = "The session's id; without it, the sessions that are live now are listed.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var after = NumberOption.Create("--after", "Only events after the one of this number.", 0UL, ulong.MaxValue);
        var command = new DocumentedCommand(
            "watch",
            "Shows a session's events and status until it ends or Ctrl+C. With --json: lines {\"event\":...} and {\"status\":...}.",
            "personalpt watch                                 # which sessions are there?",
            "personalpt watch 3f0c6a52-7d0e-4d53-9d0e-0d6f6d3a1c11")
        {
            session, after,
        };
        connection.AddTo(command);

        running.Run(command, (parse, output, cancellation) => connection.UseAsync(parse, client => parse.GetValue(session) is { } id
            ? WatchAsync(client, id, parse.GetValue(after), output, cancellation)
            : ListAsync(client, output, cancellation)));
        return command;
    }

    private static async Task WatchAsync(PersonalPTClient client, string session, ulong after, CommandOutput output, CancellationToken cancellationToken)
    {
        // A plain call first: watching makes lost connections anew for as long as it takes, also one that never was.
        var found = await client.Sessions.GetSessionAsync(new GetSessionRequest { SessionId = session }, cancellationToken: cancellationToken);
        var view = new SessionView(output, $"{found.Session.AthleteId}, {found.Session.ExerciseId}; times in UTC");
        await view.ShowWhileAsync(async () =>
        {
            await foreach (var update in client.WatchAsync(session, after, cancellationToken))
            {
                if (update.Event is { } happened)
                    view.Show(happened);
                if (update.Status is { } status)
                    view.Show(status);
            }
        });
    }

    private static async Task ListAsync(PersonalPTClient client, CommandOutput output, CancellationToken cancellationToken)
    {
        var live = (await client.Sessions.ListLiveSessionsAsync(new ListLiveSessionsRequest(), cancellationToken: cancellationToken)).Sessions;
        if (live.Count == 0)
        {
            output.Say("No session is live. To start one, stream a recording:  personalpt replay DATASET NAME");
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("session", "athlete", "exercise", "phase", "since (UTC)");
        table.Columns[0].NoWrap();
        foreach (var column in table.Columns)
            column.PadLeft(0);
        foreach (var session in live)
        {
            var phase = session.Phase.ToString().ToLowerInvariant();
            table.AddRow(
                new Text(session.SessionId),
                new Text(session.AthleteId),
                new Text(session.ExerciseId),
                new Text(phase),
                new Text(Times.Clock(session.StartedTimeUs)));
            output.Emit(
                new LiveSessionLine(session.SessionId, session.AthleteId, session.ExerciseId, phase, Times.FromMicros(session.StartedTimeUs)),
                JsonLines.Default.LiveSessionLine);
        }

        output.Screen.Write(table);
        output.Say("To watch one:  personalpt watch SESSION");
    }
}
