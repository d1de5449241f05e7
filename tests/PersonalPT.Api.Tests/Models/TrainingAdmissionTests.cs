using Grpc.Core;
using PersonalPT.Api.Models;
using PersonalPT.Api.Tests.House;

namespace PersonalPT.Api.Tests.Models;

public sealed class TrainingAdmissionTests
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Some_work_some_wait_and_whoever_comes_then_is_told_when_to_come_again()
    {
        using var admission = new TrainingAdmission(new ApiOptions { TrainingsAtOnce = 2, TrainingsWaiting = 1 });
        using var first = await admission.Enter(Patience);
        var second = await admission.Enter(Patience);
        var third = admission.Enter(Patience).AsTask();
        Assert.False(third.IsCompleted);

        var refused = await Assert.ThrowsAsync<RpcException>(() => admission.Enter(Patience).AsTask().Soon());
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.NotNull(refused.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>());

        second.Dispose();
        (await third.Soon()).Dispose();
        (await admission.Enter(Patience).AsTask().Soon()).Dispose();
    }

    [Fact]
    public async Task Whoever_goes_while_he_waits_makes_room()
    {
        using var gone = new CancellationTokenSource();
        using var admission = new TrainingAdmission(new ApiOptions { TrainingsAtOnce = 1, TrainingsWaiting = 1 });
        var first = await admission.Enter(Patience);
        var second = admission.Enter(gone.Token).AsTask();

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.Soon());
        var third = admission.Enter(Patience).AsTask();
        first.Dispose();

        (await third.Soon()).Dispose();
    }
}
