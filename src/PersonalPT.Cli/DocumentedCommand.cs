using System.CommandLine;

namespace PersonalPT.Cli;

/// <summary>A command whose help shows how it is typed.</summary>
/// <param name="name">What is typed.</param>
/// <param name="summary">What it does, in a line.</param>
/// <param name="examples">Whole command lines, each perhaps with a comment after '#'.</param>
internal sealed class DocumentedCommand(string name, string summary, params IReadOnlyList<string> examples) : Command(name, summary)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Lines that only the command's own help shows.</summary>
    public IReadOnlyList<string> Details { get; set; } = [];
}
