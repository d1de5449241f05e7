using Spectre.Console;

namespace PersonalPT.Cli.Output;

/// <summary>Asks whoever sits at the terminal. Questions go to standard error, so that results can be sent elsewhere meanwhile.</summary>
internal sealed class Terminal
{
    private readonly IAnsiConsole _screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Whether anybody sits there who could answer.</summary>
    public static bool IsThere => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>A word.</summary>
    public Task<string> AskAsync(string what, CancellationToken cancellationToken) => new TextPrompt<string>(Markup.Escape(what)).ShowAsync(_screen, cancellationToken);

    /// <summary>A word that nobody who looks on may see.</summary>
    public Task<string> AskSecretAsync(string what, CancellationToken cancellationToken) =>
        new TextPrompt<string>(Markup.Escape(what)).Secret(null).ShowAsync(_screen, cancellationToken);

    /// <summary>Yes or no; just Enter means no.</summary>
    public Task<bool> ConfirmAsync(string what, CancellationToken cancellationToken) =>
        new ConfirmationPrompt(Markup.Escape(what)) { DefaultValue = false }.ShowAsync(_screen, cancellationToken);
}
