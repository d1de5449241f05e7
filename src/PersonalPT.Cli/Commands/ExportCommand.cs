using System.CommandLine;
using Grpc.Core;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Commands;

/// <summary>Everything that is kept about a person, to take away.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandRunning running)
    {
        var connection = new ServerConnection("administrator", "administrator");
        var file = new Argument<string>("FILE") { Description = "The archive; a zip." };
        var athlete = new Option<string?>("--athlete") { Description = "Default: the user who signs in.", HelpName = "ID" };
        var command = new DocumentedCommand(
            "export",
            "Writes everything that is kept about somebody to a zip.",
            "personalpt export --athlete ada ada.zip",
            "personalpt export --role athlete --user ada ada.zip")
        {
            Details = ["README.txt in it describes each file. For the person, and for administrators."],
        };
        command.Arguments.Add(file);
        command.Options.Add(athlete);
        connection.AddTo(command);
        running.Run(command, (parse, output, cancellation) => connection.UseAsync(parse, async client =>
        {
            using var call = client.Accounts.ExportAthlete(
                new ExportAthleteRequest { AthleteId = parse.GetValue(athlete) ?? "" }, cancellationToken: cancellation);
            var name = parse.GetRequiredValue(file);
            long bytes;
            try
            {
                bytes = await NewFile.WriteAsync(
                    name,
                    async (stream, cancel) =>
                    {
                        await foreach (var piece in call.ResponseStream.ReadAllAsync(cancel))
                            await stream.WriteAsync(piece.Chunk.Memory, cancel);
                    },
                    cancellation);
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.NotFound)
            {
                throw new CommandFailedException(
                    $"nothing is kept about '{parse.GetValue(athlete) ?? connection.UserOf(parse)}' at {FailedCall.Named(connection.AddressOf(parse))}: "
                    + "nobody of that name was ever there, or he was erased.",
                    failure);
            }

            output.Say($"Wrote {bytes} bytes to {name}; README.txt in it says what is where.");
            output.Emit(new FileLine(Path.GetFullPath(name), bytes), JsonLines.Default.FileLine);
        }));
        return command;
    }
}
