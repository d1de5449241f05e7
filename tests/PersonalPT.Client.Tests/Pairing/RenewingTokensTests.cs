using Grpc.Core;
using PersonalPT.Client.Tests.Fakes;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Pairing;

public sealed class RenewingTokensTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact(Timeout = 120_000)]
    public async Task What_has_run_out_is_renewed_once_for_all_calls_and_kept_before_it_is_used()
    {
        var kept = new List<(DeviceSignIn SignIn, string? LastHeader)>();
        await using var client = _server.Connect(credential: ClientCredential.Device(Expired, (renewed, _) =>
        {
            kept.Add((renewed, _server.Authorization));
            return ValueTask.CompletedTask;
        }));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CallAsync(client)));

        Assert.Equal(1, _server.Account.Renewals);
        Assert.Equal("Bearer access-1", _server.Authorization);
        var (signIn, header) = Assert.Single(kept);
        Assert.Equal(("refresh-1", "ann", "gym", "athlete", "device"), (signIn.RefreshToken, signIn.UserId, signIn.GymId, signIn.Role, signIn.DeviceId));
        Assert.Null(header);
    }

    [Fact(Timeout = 120_000)]
    public async Task Several_that_share_a_sign_in_renew_it_one_after_the_other_and_take_over_what_another_has_got()
    {
        using var shared = new Shared { Kept = Expired };
        var clients = Enumerable.Range(0, 4).Select(_ => _server.Connect(credential: ClientCredential.Device(Expired, shared))).ToArray();

        await Task.WhenAll(clients.Select(CallAsync));

        Assert.Equal((1, true), (_server.Account.Renewals, _server.Account.IsSignedIn));
        Assert.Equal("refresh-1", shared.Kept.RefreshToken);
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_sign_in_that_was_kept_before_devices_had_names_goes_on()
    {
        using var shared = new Shared { Kept = Expired with { DeviceId = "named meanwhile" } };
        await using var client = _server.Connect(credential: ClientCredential.Device(Expired with { DeviceId = "" }, shared));

        await CallAsync(client);

        Assert.Equal("Bearer access-1", _server.Authorization);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(null)]
    [InlineData("another")]
    public async Task What_was_signed_out_or_belongs_to_another_device_by_now_is_not_used(string? device)
    {
        using var shared = new Shared { Kept = device is null ? null : Expired with { DeviceId = device, ExpiresTimeUs = long.MaxValue } };
        await using var client = _server.Connect(credential: ClientCredential.Device(Expired, shared));

        var error = await Assert.ThrowsAsync<RpcException>(() => CallAsync(client));

        Assert.Equal((StatusCode.Unauthenticated, "This device was signed out meanwhile."), (error.StatusCode, error.Status.Detail));
        Assert.Null(_server.Authorization);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_device_that_was_signed_out_at_the_server_is_told_so_and_not_that_the_connection_failed()
    {
        _server.Account.IsSignedIn = false;
        await using var client = _server.Connect(credential: ClientCredential.Device(Expired, (_, _) => ValueTask.CompletedTask));

        var error = await Assert.ThrowsAsync<PersonalPTException>(() => client.StartSessionAsync(
            new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader { NominalRateHz = 30 } }, Cancelled));

        Assert.Equal((PersonalPTErrorKind.Unauthenticated, "SIGN_IN_REFUSED"), (error.Kind, error.Reason));
    }

    private DeviceSignIn Expired => new(_server.Address, null, "access-0", 0, "refresh-0") { UserId = "ann", GymId = "gym", Role = "athlete", DeviceId = "device" };

    private static async Task CallAsync(PersonalPTClient client)
    {
        // The fake looks at the header, and then finds no such session.
        var error = await Record.ExceptionAsync(() => client.History.ListEventsAsync(new ListEventsRequest { SessionId = "none" }, cancellationToken: Cancelled).ResponseAsync);
        if (error is not RpcException { StatusCode: StatusCode.NotFound })
            throw error!;
    }

    private sealed class Shared : ISharedSignIn, IDisposable
    {
        private readonly SemaphoreSlim _turn = new(1);

        public DeviceSignIn? Kept { get; set; }

        public async ValueTask<DeviceSignIn> ChangeAsync(Func<DeviceSignIn?, CancellationToken, Task<DeviceSignIn>> change, CancellationToken ct)
        {
            await _turn.WaitAsync(ct);
            try
            {
                return Kept = await change(Kept, ct);
            }
            finally
            {
                _turn.Release();
            }
        }

        public void Dispose() => _turn.Dispose();
    }
}
