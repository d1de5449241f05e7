using Grpc.Core;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Fakes;

/// <summary>The one device of the one account of a server: renews its tokens as often as it is asked with the right one.</summary>
public sealed class FakeAccount : AccountService.AccountServiceBase
{
    private readonly Lock _gate = new();

    /// <summary>How often tokens were renewed.</summary>
    public int Renewals { get; private set; }

    /// <summary>Whether the device is signed in.</summary>
    public bool IsSignedIn { get; set; } = true;

    /// <summary>What it has now.</summary>
    public static Tokens TokensOf(int renewals) => new()
    {
        AccessToken = $"access-{renewals}",
        ExpiresTimeUs = DateTimeOffset.UtcNow.AddMinutes(15).ToUnixTimeMilliseconds() * 1000,
        RefreshToken = $"refresh-{renewals}",
        GymId = "gym",
        UserId = "ann",
        Role = "athlete",
        DeviceId = "device",
    };

    /// <inheritdoc/>
    public override Task<RenewTokensResponse> RenewTokens(RenewTokensRequest request, ServerCallContext context)
    {
        lock (_gate)
        {
            IsSignedIn &= request.RefreshToken == $"refresh-{Renewals}";
            return IsSignedIn
                ? Task.FromResult(new RenewTokensResponse { Tokens = TokensOf(++Renewals) })
                : throw FakeServer.Error(StatusCode.Unauthenticated, "This refresh token is not good.", "SIGN_IN_REFUSED");
        }
    }

    /// <inheritdoc/>
    public override Task<RevokeDeviceResponse> RevokeDevice(RevokeDeviceRequest request, ServerCallContext context)
    {
        lock (_gate)
        {
            if (!IsSignedIn || context.RequestHeaders.GetValue("authorization") != $"Bearer access-{Renewals}")
                throw FakeServer.Error(StatusCode.Unauthenticated, "Sign in first.", "SIGN_IN_REFUSED");
            IsSignedIn = request.DeviceId != "device";
            return Task.FromResult(new RevokeDeviceResponse());
        }
    }
}
