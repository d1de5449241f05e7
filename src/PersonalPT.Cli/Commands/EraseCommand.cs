using System.CommandLine;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Commands;

/// <summary>Everything that is kept about a person is erased.</summary>
internal static class EraseCommand
{
    public static Command Create(CommandRunning running)
    {
        var connection = new ServerConnection("administrator", "administrator");
        var athlete = new Argument<string>("ATHLETE") { Description = "Whose everything." };
        var confirm = new Option<string>("--confirm") { Description = "The same id once more: it cannot be undone.", HelpName = "ID", Required = true };
        var command = new DocumentedCommand(
            "erase",
            "Erases everything that is kept about somebody, for good.",
            "personalpt erase ada --confirm ada",
            "personalpt erase ada --confirm ada --role athlete --user ada")
        {
            Details = ["Live sessions end, watches close, grants in both directions are gone. For the person, and for administrators."],
        };
        command.Arguments.Add(athlete);
        command.Options.Add(confirm);
        connection.AddTo(command);
        running.Run(command, (parse, output, cancellation) => connection.UseAsync(parse, async client =>
        {
            var erased = await client.Accounts.EraseAthleteAsync(
                new EraseAthleteRequest { AthleteId = parse.GetRequiredValue(athlete), ConfirmAthleteId = parse.GetRequiredValue(confirm) },
                cancellationToken: cancellation);
            output.Say($"Erased, with {erased.SessionsErased} sessions. The audit log has it under {erased.Mark}.");
            output.Emit(new ErasedLine(erased.Mark, (int)erased.SessionsErased), JsonLines.Default.ErasedLine);
        }));
        return command;
    }
}
