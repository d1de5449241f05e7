using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Tests.House;

namespace PersonalPT.Api.Tests.Limits;

public sealed class InputAllowanceTests
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_burst_passes_at_once_and_what_comes_after_it_waits_and_passes_too()
    {
        var time = new FakeTimeProvider();
        using var allowance = new InputAllowance(new LimitOptions { InputBurst = 600, InputsPerSecond = 1000 }, time);

        Assert.False(await allowance.Take(600, Patience));
        var next = allowance.Take(300, Patience).AsTask();
        // The bucket fills by the machine's clock, the waiting goes by the given one.
        while (!next.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.True(await next.Soon());
    }

    [Fact]
    public async Task A_message_without_inputs_counts_as_one()
    {
        using var allowance = new InputAllowance(new LimitOptions { InputBurst = 2, InputsPerSecond = 1 }, new FakeTimeProvider());
        using var ended = new CancellationTokenSource();
        Assert.False(await allowance.Take(0, Patience));
        Assert.False(await allowance.Take(0, Patience));

        var third = allowance.Take(0, ended.Token).AsTask();
        Assert.False(third.IsCompleted);
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third.Soon());
    }
}
