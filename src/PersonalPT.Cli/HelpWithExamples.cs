using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace PersonalPT.Cli;

/// <summary>The usual help, with what else is to be known of a command and examples below it.</summary>
/// <param name="usual">The usual help.</param>
/// <param name="rootExamples">Examples of the whole program.</param>
/// <param name="askedFor">Whether --help was typed: then mistakes elsewhere on the command line do not matter.</param>
internal sealed class HelpWithExamples(HelpAction usual, IReadOnlyList<string> rootExamples, bool askedFor) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => askedFor;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var command = parseResult.CommandResult.Command as DocumentedCommand;
        var examples = command?.Examples ?? (parseResult.CommandResult.Command is RootCommand ? rootExamples : []);
        var output = parseResult.InvocationConfiguration.Output;
        if (command is { Details.Count: > 0 })
        {
            foreach (var line in command.Details)
                output.WriteLine(line);
            output.WriteLine();
        }

        if (examples.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
        }

        return code;
    }
}
