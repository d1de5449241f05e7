using System.CommandLine;
using PersonalPT.Cli.Output;

namespace PersonalPT.Cli;

/// <summary>What all commands have in common: the options that go everywhere, the output, and what becomes of a failure.</summary>
internal sealed class CommandRunning(TextWriter standardOutput, TextWriter standardError)
{
    public Option<bool> JsonOption { get; } = new("--json")
    {
        Description = "Results as JSON, one object a line, on standard output and nothing else there; progress goes to standard error.",
        Recursive = true,
    };

    public Option<bool> VerboseOption { get; } = new("--verbose")
    {
        Description = "On failure, everything that is known about it instead of one line.",
        Recursive = true,
    };

    /// <summary>Makes a method the action of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="run">Does it; throws where it cannot.</param>
    public void Run(Command command, Func<ParseResult, CommandOutput, CancellationToken, Task> run) =>
        command.SetAction(async (parse, cancellation) =>
        {
            var output = new CommandOutput(standardOutput, standardError, parse.GetValue(JsonOption), parse.GetValue(VerboseOption));
            try
            {
                await run(parse, output, cancellation);
                return ExitCode.Ok;
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                // Whatever broke after Ctrl+C broke because of it.
                output.Progress("Cancelled.");
                return ExitCode.Cancelled;
            }
#pragma warning disable CA1031 // The last stop: whatever went wrong becomes one line, and never a stack trace unless asked for.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                output.Progress(output.Verbose ? failure.ToString() : $"personalpt: {Failure.Describe(failure)}");
                return ExitCode.Failed;
            }
        });
}
