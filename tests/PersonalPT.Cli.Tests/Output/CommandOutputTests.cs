using PersonalPT.Cli.Output;
using Spectre.Console;

namespace PersonalPT.Cli.Tests.Output;

public sealed class CommandOutputTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void For_people_results_go_to_standard_output_and_nothing_is_written_for_machines()
    {
        var output = new CommandOutput(_output, _error, json: false, verbose: false);
        output.Say("done");
        output.Emit(new FileLine("f", 3), JsonLines.Default.FileLine);
        Assert.Equal("done" + Environment.NewLine, _output.ToString());
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void With_json_standard_output_holds_the_lines_for_machines_and_nothing_else()
    {
        var output = new CommandOutput(_output, _error, json: true, verbose: false);
        output.Say("done");
        output.Progress("on the way");
        output.Screen.Write(new Table().AddColumn("column"));
        output.Emit(new FileLine("f", 3), JsonLines.Default.FileLine);
        Assert.Equal("""{"file":"f","bytes":3}""" + Environment.NewLine, _output.ToString());
        Assert.Contains("done", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("column", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_redrawn_where_nobody_looks() => Assert.False(new CommandOutput(_output, _error, json: false, verbose: false).Interactive);
}
