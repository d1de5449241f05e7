using Microsoft.Extensions.Time.Testing;

namespace PersonalPT.Grains.Tests.House;

/// <summary>Time that stands still, but lets nobody wait who only pauses before trying again.</summary>
internal sealed class RushingTime() : FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 7, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= s_longestPause && period == Timeout.InfiniteTimeSpan)
            Task.Run(() => Advance(dueTime));
        return timer;
    }
}
