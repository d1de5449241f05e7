using PersonalPT.Client.Tests.Fakes;

namespace PersonalPT.Client.Tests.Pairing;

public sealed class DeviceSignInTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory(Timeout = 120_000)]
    [InlineData("device", long.MaxValue)]
    [InlineData("device", 0)]
    [InlineData("", 0)]
    public async Task Signing_out_revokes_the_device_whatever_is_left_of_its_tokens(string device, long expires)
    {
        await SignIn(_server.Address, device, expires).SignOutAsync(Cancelled);
        Assert.False(_server.Account.IsSignedIn);
        Assert.InRange(_server.Account.Renewals, 0, 1);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public async Task Signing_out_twice_is_no_mistake(long expires)
    {
        _server.Account.IsSignedIn = false;
        await SignIn(_server.Address, "device", expires).SignOutAsync(Cancelled);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public async Task Where_the_server_does_not_answer_signing_out_says_so(long expires)
    {
        var address = _server.Address;
        await _server.DisposeAsync();
        var error = await Assert.ThrowsAsync<PersonalPTException>(() => SignIn(address, "device", expires).SignOutAsync(Cancelled));
        Assert.Equal(PersonalPTErrorKind.Unavailable, error.Kind);
    }

    [Fact]
    public void Its_secrets_are_not_printed() => Assert.Equal("ann at http://127.0.0.1:5005/", SignIn(new Uri("http://127.0.0.1:5005"), "device", 0).ToString());

    private static DeviceSignIn SignIn(Uri server, string device, long expires) =>
        new(server, null, "access-0", expires, "refresh-0") { UserId = "ann", GymId = "gym", Role = "athlete", DeviceId = device };
}
