using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Tracking;
using PersonalPT.Testing;

namespace PersonalPT.Api.Tests.Tracking;

public sealed class StatusSlotTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Signal _signal = new();

    [Fact]
    public void A_status_that_waits_for_its_time_costs_no_memory()
    {
        using var pace = new StreamPace(new ApiOptions(), _time);
        var slot = new StatusSlot(_time, pace, _signal);
        Show(200);

        Assert.Equal(0, Allocation.Of(() =>
        {
            for (var i = 0; i < 1000; i++)
                slot.Offer(ScriptedSession.Status(i));
        }));

        void Show(int times)
        {
            for (var i = 0; i < times; i++)
            {
                slot.Offer(ScriptedSession.Status(i));
                slot.TryTake(out _);
                _time.Advance(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    [Fact]
    public async Task The_last_value_wins_and_the_next_one_waits_for_its_time()
    {
        var slot = new StatusSlot(_time, new StreamPace(new ApiOptions(), _time), _signal);
        slot.Offer(ScriptedSession.Status(1));
        slot.Offer(ScriptedSession.Status(2));
        Assert.True(slot.TryTake(out var first));
        Assert.Equal(2, first.Counting.RepsInSet);
        Assert.False(slot.TryTake(out _));

        slot.Offer(ScriptedSession.Status(3));
        await _signal.Wait(TestContext.Current.CancellationToken);
        Assert.False(slot.TryTake(out _));
        slot.Offer(ScriptedSession.Status(4));
        _time.Advance(TimeSpan.FromMilliseconds(100));

        await _signal.Wait(TestContext.Current.CancellationToken);
        Assert.True(slot.TryTake(out var second));
        Assert.Equal(4, second.Counting.RepsInSet);
    }
}
