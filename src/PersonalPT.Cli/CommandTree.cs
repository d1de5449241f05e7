using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using PersonalPT.Cli.Commands;

namespace PersonalPT.Cli;

/// <summary>All that can be typed.</summary>
internal static class CommandTree
{
    private static readonly string[] Examples =
    [
        "personalpt demo                                  # eight athletes are counted live, on a server of its own",
        "personalpt serve                                 # a server on this machine, until Ctrl+C",
        "personalpt models list                           # what it can count",
        "personalpt sign-in --server https://gym:5005     # at a server that keeps accounts; commands with that --server use it from then on",
        "personalpt evaluate ../recordings --json         # how well the counter counts labelled recordings",
    ];

    /// <summary>How long a command may take to end in good order after Ctrl+C.</summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(30);

    /// <summary>Makes the tree anew: parsing keeps no state in it, but tests change it.</summary>
    public static RootCommand Create(TextWriter standardOutput, TextWriter standardError)
    {
        var running = new CommandRunning(standardOutput, standardError);
        var root = new RootCommand(
            "PersonalPT counts repetitions: phones stream the landmarks of a body, and a model learnt from one demonstration counts them live.\n"
            + "Exit codes: 0 done; 1 failed, with one line on standard error; 2 not understood; 130 cancelled by Ctrl+C.")
        {
            running.JsonOption,
            running.VerboseOption,
            DemoCommand.Create(running),
            ServeCommand.Create(running),
            SignInCommand.Create(running),
            SignOutCommand.Create(running),
            TrainCommand.Create(running),
            ReplayCommand.Create(running),
            WatchCommand.Create(running),
            HistoryCommand.Create(running),
            ModelsCommand.Create(running),
            RecordingsCommand.Create(running),
            ExportCommand.Create(running),
            EraseCommand.Create(running),
            EvaluateCommand.Create(running),
            LoadCommand.Create(running),
            MigrateCommand.Create(running),
            BackupCommand.Create(running),
            RestoreCommand.Create(running),
        };

        var help = root.Options.OfType<HelpOption>().Single();
        var usual = (HelpAction)help.Action!;
        help.Action = new HelpWithExamples(usual, Examples, askedFor: true);
        root.Action = new HelpWithExamples(usual, Examples, askedFor: false);
        RefuseMisspelt(root);
        return root;
    }

    // An option that nobody knows would else be taken for the name of a file.
    private static void RefuseMisspelt(Command command)
    {
        command.Validators.Add(result =>
        {
            foreach (var word in result.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value))
            {
                if (word.StartsWith("--", StringComparison.Ordinal))
                    result.AddError(WrongUsage.NoSuchOption(word));
            }
        });
        foreach (var sub in command.Subcommands)
            RefuseMisspelt(sub);
    }

    /// <summary>Parses and runs a command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, TextWriter standardOutput, TextWriter standardError, CancellationToken cancellationToken = default)
    {
        var result = Create(standardOutput, standardError).Parse(args);
        if (result.Action is ParseErrorAction wrongUsage)
        {
            await standardError.WriteLineAsync($"personalpt: {WrongUsage.Describe(result, wrongUsage)}");
            await standardError.WriteLineAsync($"See: {CommandPath(result)} --help");
            return ExitCode.WrongUsage;
        }

        return await result.InvokeAsync(
            new InvocationConfiguration
            {
                Output = standardOutput,
                Error = standardError,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeToEnd,
            },
            cancellationToken);
    }

    private static string CommandPath(ParseResult result)
    {
        var names = new Stack<string>();
        for (var at = result.CommandResult; at.Parent is System.CommandLine.Parsing.CommandResult parent; at = parent)
            names.Push(at.Command.Name);
        names.Push("personalpt");
        return string.Join(' ', names);
    }
}
