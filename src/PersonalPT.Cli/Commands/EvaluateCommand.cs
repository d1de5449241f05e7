using System.CommandLine;

namespace PersonalPT.Cli.Commands;

internal static class EvaluateCommand
{
    public static Command Create(CommandRunning running)
    {
        var command = new DocumentedCommand("evaluate", "x");
        running.Run(command, (parse, output, cancellation) => Task.CompletedTask);
        return command;
    }
}
