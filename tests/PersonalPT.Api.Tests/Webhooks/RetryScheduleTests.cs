using CsCheck;
using PersonalPT.Api.Webhooks;

namespace PersonalPT.Api.Tests.Webhooks;

public sealed class RetryScheduleTests
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);

    [Fact]
    public void A_wait_is_twice_as_long_after_each_failure_and_never_longer_than_it_may_be()
    {
        Assert.Equal([5, 10, 20, 40, 80], Enumerable.Range(1, 5).Select(failures => RetrySchedule.Wait(failures, s_first, s_longest, 1).TotalSeconds));
        Assert.Equal(s_longest, RetrySchedule.Wait(9, s_first, s_longest, 1));
        Assert.Equal(s_longest, RetrySchedule.Wait(int.MaxValue, s_first, s_longest, 1));
    }

    [Fact]
    public void At_least_half_of_it_is_waited() => Gen.Select(Gen.Int[1, 100], Gen.Double[0, 1]).Sample((failures, draw) =>
    {
        var full = RetrySchedule.Wait(failures, s_first, s_longest, 1);
        Assert.InRange(RetrySchedule.Wait(failures, s_first, s_longest, draw), full / 2, full);
    });
}
