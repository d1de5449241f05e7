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

    private static async Task<string> RefusedAsync(string address) =>
        (await PersonalPTProcess.RunAsync("models", "list", "--server", address)).RequireOneLineFailure();
}
