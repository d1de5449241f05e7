using System.CommandLine;
using System.CommandLine.Parsing;

namespace PersonalPT.Cli.Tests;

public sealed class CommandTreeTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("demo --athletes 20 --speed 0 --seed 7 --json")]
    [InlineData("--json demo")]
    [InlineData("demo --dataset d --exercise squat --demonstration a --floats")]
    [InlineData("serve --port 0 --web-port 0 --browser-port 0 --browser-origin https://gym.example --data x.db --otlp http://localhost:4317")]
    [InlineData("train d n --reps 5 --activate --athlete ada --new")]
    [InlineData("train d n --labelled --preview --swap --exercise squat")]
    [InlineData("replay d n --speed 0 --server http://localhost:7001 --gym g --role coach --user c")]
    [InlineData("watch")]
    [InlineData("watch 3f0c6a52-7d0e-4d53-9d0e-0d6f6d3a1c11 --after 3")]
    [InlineData("history --athlete ada --export csv ada.csv")]
    [InlineData("models list")]
    [InlineData("models list squat --athlete ada")]
    [InlineData("models activate squat 2")]
    [InlineData("models rollback squat")]
    [InlineData("models export squat f --version 3")]
    [InlineData("models import squat f --activate")]
    [InlineData("evaluate d --tests e --pairs p.csv --taught-by nothing --verbose")]
    [InlineData("serve --postgres Host=db;Database=gym")]
    [InlineData("export --athlete ada ada.zip")]
    [InlineData("sign-in --server https://gym:5005 --name olga --password-stdin")]
    [InlineData("sign-in --server https://gym:5005 --pair 2345-6789-ABCD")]
    [InlineData("sign-in --pair personalpt://pair?server=https%3A%2F%2Fgym%3A5005&code=23456789ABCD")]
    [InlineData("sign-out")]
    [InlineData("sign-out --server https://gym:5005")]
    [InlineData("erase ada --confirm ada")]
    [InlineData("migrate")]
    [InlineData("migrate --data gym.db")]
    [InlineData("backup b.db --data gym.db --force")]
    [InlineData("restore b.db --data gym.db --force")]
    public void What_the_help_promises_is_understood(string line) => Assert.Empty(Tree().Parse(line).Errors);

    [Theory]
    [InlineData("dmo", "dmo")]
    [InlineData("demo --athletes 0", "from 1 to 500")]
    [InlineData("demo --athletes many", "many")]
    [InlineData("demo --speed -1", "from 0 to 1000")]
    [InlineData("demo --speed", "--speed")]
    [InlineData("demo --speed NaN", "NaN")]
    [InlineData("demo --dataset d", "--exercise")]
    [InlineData("demo --floats", "--dataset")]
    [InlineData("demo --dataset d --exercise squat --demonstration a --athletes 3", "--athletes")]
    [InlineData("serve --port 70000", "65535")]
    [InlineData("serve --otlp somewhere", "somewhere")]
    [InlineData("erase ada", "--confirm")]
    [InlineData("train d", "NAME")]
    [InlineData("train d n --reps 0", "from 1")]
    [InlineData("train d n --reps 5 --labelled", "--labelled")]
    [InlineData("train d n --preview --activate", "--activate")]
    [InlineData("replay d n --server localhost", "localhost")]
    [InlineData("replay d n --role king", "king")]
    [InlineData("history --export xml f", "xml")]
    [InlineData("history --export csv", "--export")]
    [InlineData("models activate squat two", "two")]
    [InlineData("models fly", "fly")]
    [InlineData("evaluate", "DATASET")]
    [InlineData("evaluate d --taught-by heart", "heart")]
    [InlineData("serve --data gym.db --postgres Host=db;Database=gym", "--postgres exclude each other")]
    [InlineData("migrate --data gym.db --postgres Host=db;Database=gym", "--postgres exclude each other")]
    [InlineData("backup", "FILE")]
    [InlineData("backup b.db --postgres Host=db;Database=gym", "--postgres")]
    [InlineData("restore", "FILE")]
    public async Task What_is_not_understood_is_named_on_standard_error_with_exit_code_2(string line, string named)
    {
        Assert.Equal(ExitCode.WrongUsage, await RunAsync(line));
        Assert.Empty(_output.ToString());
        var lines = _error.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("personalpt: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(named, lines[0], StringComparison.Ordinal);
        Assert.Matches("^See: personalpt.* --help$", lines[1]);
    }

    [Theory]
    [InlineData("serve --prt 3", "personalpt: Unrecognized command or argument '--prt'. Did you mean --port?")]
    [InlineData("bla", "Did you mean load?")]
    [InlineData("export --jsn", "personalpt: There is no option '--jsn'; a file of that name is './--jsn'.")]
    [InlineData("backup --forec --data gym.db", "personalpt: There is no option '--forec'; a file of that name is './--forec'.")]
    [InlineData("models list --sever http://localhost:7001", "personalpt: There is no option '--sever'; a file of that name is './--sever'.")]
    [InlineData("evaluate", "personalpt: Required argument 'DATASET' missing for command: 'evaluate'.")]
    public async Task A_slip_is_told_in_one_line_with_what_was_meant(string line, string told)
    {
        Assert.Equal(ExitCode.WrongUsage, await RunAsync(line));
        Assert.EndsWith(told, _error.ToString().Split('\n')[0], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllCommands))]
    public async Task The_help_of_every_command_ends_with_examples_that_are_understood(string command)
    {
        Assert.Equal(ExitCode.Ok, await RunAsync($"{command} --help"));
        Assert.Empty(_error.ToString());

        var lines = _output.ToString().Split('\n').SkipWhile(l => l != "Examples:").Skip(1).Where(l => l.Length > 0).ToArray();
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            var typed = line.Split('#', '|')[0].Trim();
            Assert.StartsWith("personalpt ", typed, StringComparison.Ordinal);
            Assert.Empty(Tree().Parse(typed["personalpt ".Length..]).Errors);
        }
    }

    [Fact]
    public async Task Without_anything_typed_the_help_is_shown()
    {
        Assert.Equal(ExitCode.Ok, await RunAsync(""));
        Assert.Contains("Usage:", _output.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string> AllCommands()
    {
        var data = new TheoryData<string> { "" };
        foreach (var command in Tree().Subcommands.Where(c => !c.Hidden))
        {
            data.Add(command.Name);
            // Hidden ones are processes of this program's own, and nobody's to type.
            foreach (var sub in command.Subcommands.Where(c => !c.Hidden))
                data.Add($"{command.Name} {sub.Name}");
        }

        return data;
    }

    private static RootCommand Tree() => CommandTree.Create(TextWriter.Null, TextWriter.Null);

    private Task<int> RunAsync(string line) =>
        CommandTree.RunAsync([.. CommandLineParser.SplitCommandLine(line)], _output, _error, TestContext.Current.CancellationToken);
}
