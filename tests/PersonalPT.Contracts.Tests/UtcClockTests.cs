namespace PersonalPT.Contracts.Tests;

public sealed class UtcClockTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    public void Time_is_told_in_whole_microseconds_since_1970_wherever_the_clock_hangs(int hoursEast) => Assert.Equal(
        1_700_000_000_000_001,
        new StoppedClock(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).AddTicks(19).ToOffset(TimeSpan.FromHours(hoursEast))).UtcMicros());

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
