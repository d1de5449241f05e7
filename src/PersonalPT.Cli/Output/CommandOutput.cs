using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace PersonalPT.Cli.Output;

/// <summary>
/// Where a command's words go. Results for people go to standard output; with --json standard output belongs to machines, one JSON object a line,
/// and everything for people goes to standard error instead.
/// </summary>
internal sealed class CommandOutput(TextWriter standardOutput, TextWriter standardError, bool json, bool verbose)
{
    /// <summary>Columns of tables where there is no screen whose width counts.</summary>
    private const int WidthWithoutScreen = 150;

    private readonly Lock _gate = new();
    private IAnsiConsole? _screen;

    /// <summary>Whether standard output carries JSON lines.</summary>
    public bool Json { get; } = json;

    /// <summary>Whether failures come with everything that is known about them.</summary>
    public bool Verbose { get; } = verbose;

    /// <summary>Whether the person sits at a terminal on which a table can be redrawn.</summary>
    public bool Interactive => !Json && Screen.Profile.Capabilities.Interactive && Screen.Profile.Out.IsTerminal;

    /// <summary>For tables and live displays. Made when first used: it is not needed for help or one-line answers.</summary>
    public IAnsiConsole Screen
    {
        get
        {
            lock (_gate)
                return _screen ??= CreateScreen();
        }
    }

    private TextWriter People => Json ? standardError : standardOutput;

    /// <summary>A line for people.</summary>
    public void Say(string line = "")
    {
        lock (_gate)
            People.WriteLine(line);
    }

    /// <summary>A line about how the work goes on: never part of a result.</summary>
    public void Progress(string line)
    {
        lock (_gate)
            standardError.WriteLine(line);
    }

    /// <summary>A line for machines; nothing where nobody asked for them.</summary>
    public void Emit<T>(T line, JsonTypeInfo<T> type)
    {
        if (!Json)
            return;
        EmitRaw(JsonSerializer.Serialize(line, type));
    }

    /// <summary>A line for machines that is JSON already; nothing where nobody asked for them.</summary>
    public void EmitRaw(string json)
    {
        if (!Json)
            return;
        lock (_gate)
            standardOutput.WriteLine(json);
    }

    private IAnsiConsole CreateScreen()
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(People) });
        if (!screen.Profile.Out.IsTerminal)
            screen.Profile.Width = WidthWithoutScreen;
        return screen;
    }
}
