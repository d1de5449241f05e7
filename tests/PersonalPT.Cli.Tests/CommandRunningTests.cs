using System.CommandLine;

namespace PersonalPT.Cli.Tests;

public sealed class CommandRunningTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task What_is_done_gives_0() => Assert.Equal(ExitCode.Ok, await RunAsync(_ => Task.CompletedTask, "go"));

    [Fact]
    public async Task A_failure_gives_1_and_one_line()
    {
        Assert.Equal(ExitCode.Failed, await RunAsync(_ => throw new CommandFailedException("it is so; do this."), "go"));
        Assert.Equal("personalpt: it is so; do this." + Environment.NewLine, _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Verbose_shows_all_of_a_failure()
    {
        Assert.Equal(ExitCode.Failed, await RunAsync(_ => throw new CommandFailedException("it is so"), "go", "--verbose"));
        Assert.Contains("   at ", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_gives_130_whatever_broke_because_of_it()
    {
        using var cancelling = new CancellationTokenSource();
        var code = await RunAsync(
            async cancellation =>
            {
                await cancelling.CancelAsync();
                throw new IOException("connection lost");
            },
            cancelling.Token,
            "go");
        Assert.Equal(ExitCode.Cancelled, code);
        Assert.DoesNotContain("connection lost", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(Func<CancellationToken, Task> work, params string[] args) => RunAsync(work, TestContext.Current.CancellationToken, args);

    private Task<int> RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken, params string[] args)
    {
        var running = new CommandRunning(_output, _error);
        var command = new Command("go");
        running.Run(command, (_, _, cancellation) => work(cancellation));
        var root = new RootCommand { running.JsonOption, running.VerboseOption, command };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancellationToken);
    }
}
