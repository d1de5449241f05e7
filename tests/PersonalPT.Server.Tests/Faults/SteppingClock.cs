namespace PersonalPT.Server.Tests.Faults;

/// <summary>The system's clock, set wrong: its timers run as they should, what it says the time is jumps.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private long _offset;

    /// <summary>Somebody sets the clock.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));
}
