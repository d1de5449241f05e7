using System.CommandLine;
using System.CommandLine.Invocation;

namespace PersonalPT.Cli;

/// <summary>Says in one line what was not understood.</summary>
internal static class WrongUsage
{
    private const string NoOption = "There is no option ";

    /// <summary>Says that a word is an option by its looks, and none that there is.</summary>
    public static string NoSuchOption(string word) => $"{NoOption}'{word}'; a file of that name is './{word}'.";

    /// <summary>What is wrong, and what may have been meant.</summary>
    public static string Describe(ParseResult result, ParseErrorAction action)
    {
        // What came behind it went where it does not belong.
        if (result.Errors.Select(error => error.Message).Where(message => message.StartsWith(NoOption, StringComparison.Ordinal)).Distinct().ToArray() is { Length: > 0 } misspelt)
            return string.Join(' ', misspelt);

        // What follows a word that is not known is not understood either, and not worth a sentence.
        var rest = result.UnmatchedTokens.Skip(1).Except(result.UnmatchedTokens.Take(1)).Select(word => $"'{word}'").ToArray();
        var wrong = result.Errors.Select(error => OneLine(error.Message)).Distinct()
            .Where(message => !rest.Any(word => message.Contains(word, StringComparison.Ordinal)));
        var meant = Meant(result, action);
        return string.Join(' ', meant.Length == 0 ? wrong : wrong.Append($"Did you mean {string.Join(" or ", meant)}?"));
    }

    // A choice comes as a list, one a line.
    private static string OneLine(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length < 2 ? message.Trim() : $"{lines[0]} {string.Join(", ", lines.Skip(1))}.";
    }

    // The parser knows words that are near; it says them on lines of their own.
    private static string[] Meant(ParseResult result, ParseErrorAction action)
    {
        action.ShowHelp = false;
        using var said = new StringWriter();
        result.Invoke(new InvocationConfiguration { Output = said, Error = said });
        var command = result.CommandResult.Command;
        var known = command.Options.Select(option => option.Name).Concat(command.Subcommands.Select(sub => sub.Name)).ToHashSet();
        return [.. said.ToString().Split('\n', StringSplitOptions.TrimEntries).Where(known.Contains).Distinct()];
    }
}
