using System.Net;
using System.Net.Sockets;
using PersonalPT.Cli.Connection;

namespace PersonalPT.Cli.Tests.Connection;

[Collection(ServerCollection.Name)]
public sealed class WrongAddressTests(RunningServer server)
{
    [Fact]
    public async Task Https_to_a_server_without_TLS_is_answered_with_what_to_write() =>
        Assert.Contains("http://", await RefusedAsync(server.Address.Replace("http://", "https://", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public async Task The_web_port_is_recognised() =>
        Assert.Contains("web port", await RefusedAsync(server.Serving.GetProperty("web").GetString()!), StringComparison.Ordinal);

    [Fact]
    public async Task Https_to_the_web_port_is_answered_with_what_to_write() => Assert.Contains(
        "http://",
        await RefusedAsync(server.Serving.GetProperty("web").GetString()!.Replace("http://", "https://", StringComparison.Ordinal)),
        StringComparison.Ordinal);

    [Fact]
    public async Task Where_a_server_answers_the_address_is_not_doubted() => Assert.Null(await WrongAddress.FindAsync(new Uri(server.Address)));

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Where_nobody_answers_the_address_is_not_doubted(string scheme)
    {
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Null(await WrongAddress.FindAsync(new Uri($"{scheme}://127.0.0.1:{((IPEndPoint)nobody.LocalEndPoint!).Port}")));
    }

    private static async Task<string> RefusedAsync(string address) =>
        (await PersonalPTProcess.RunAsync("models", "list", "--server", address)).RequireOneLineFailure();
}
