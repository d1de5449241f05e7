using System.Net;
using System.Net.Sockets;

namespace PersonalPT.Cli.Tests.Connection;

public sealed class ServerConnectionTests
{
    [Theory]
    [InlineData("models", "list")]
    [InlineData("watch")]
    [InlineData("watch", "00000000-0000-4000-8000-000000000000")]
    [InlineData("history")]
    public async Task Where_no_server_answers_it_says_how_to_start_one(params string[] args)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();

        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandTree.RunAsync([.. args, "--server", address], output, error, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Empty(output.ToString());
        var line = Assert.Single(error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(address, line, StringComparison.Ordinal);
        Assert.Contains("personalpt serve", line, StringComparison.Ordinal);
    }
}
