using Google.Rpc;
using Grpc.Core;
using PersonalPT.Api.Limits;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Tests.Limits;

public sealed class SubmitAllowanceTests
{
    [Fact]
    public void A_session_that_sends_too_fast_is_told_when_to_go_on_and_another_one_goes_on_at_once()
    {
        using var allowance = new SubmitAllowance(new ApiOptions { Limits = new LimitOptions { InputBurst = 600, InputsPerSecond = 10 } });
        allowance.Take(new SessionKey("gym", "one"), 600);

        var error = Assert.Throws<RpcException>(() => allowance.Take(new SessionKey("gym", "one"), 600));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal("RATE_LIMITED", error.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason);
        Assert.True(error.GetRpcStatus()!.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        allowance.Take(new SessionKey("gym", "two"), 600);
    }
}
