using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Tracking;

namespace PersonalPT.Api.Tests.Tracking;

public sealed class StreamPaceTests : IDisposable
{
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly StreamPace _pace;

    public StreamPaceTests() => _pace = new StreamPace(new ApiOptions(), _time, processors: 2, work => work());

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(37)]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(600)]
    public void A_wait_ends_when_its_time_has_gone_by_and_at_most_a_tick_later(int milliseconds)
    {
        // Anywhere between two ticks, and while others wait, too.
        foreach (var offset in new[] { 0, 3, 9 })
        {
            _time.Advance(offset * s_millisecond);
            var waiting = _pace.Wait(milliseconds * s_millisecond);
            _time.Advance((milliseconds - 1) * s_millisecond);
            Assert.False(waiting.IsCompleted);

            _time.Advance(11 * s_millisecond);
            Assert.True(waiting.IsCompletedSuccessfully);
        }
    }

    [Fact]
    public void A_wait_that_is_longer_than_the_pace_looks_ahead_ends_sooner_and_never_hangs()
    {
        var waiting = _pace.Wait(TimeSpan.FromHours(1));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_signal_is_raised_when_its_time_has_gone_by()
    {
        var signal = new Signal();
        _pace.RaiseAfter(25 * s_millisecond, signal);
        var raised = signal.Wait(TestContext.Current.CancellationToken).AsTask();
        _time.Advance(24 * s_millisecond);
        Assert.False(raised.IsCompleted);

        _time.Advance(6 * s_millisecond);

        await raised;
    }

    [Fact]
    public void Who_waits_again_when_his_time_has_come_waits_anew()
    {
        var rounds = 0;
        async Task Go()
        {
            for (; rounds < 5; rounds++)
                await _pace.Wait(20 * s_millisecond);
        }

        var going = Go();
        for (var i = 0; i < 4; i++)
            _time.Advance(20 * s_millisecond);
        Assert.Equal(4, rounds);
        _time.Advance(20 * s_millisecond);

        Assert.True(going.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_is_due_at_the_same_time_is_shared_among_the_processors()
    {
        var queued = new List<Action>();
        using var pace = new StreamPace(new ApiOptions(), _time, processors: 4, queued.Add);
        var waits = Enumerable.Range(0, 8).Select(_ => pace.Wait(20 * s_millisecond)).ToArray();

        _time.Advance(30 * s_millisecond);
        Assert.Equal((2, 3), (waits.Count(w => w.IsCompleted), queued.Count));
        queued.ForEach(work => work());

        await Task.WhenAll(waits);
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(200, 50)]
    [InlineData(500, 75)]
    [InlineData(800, 100)]
    [InlineData(8000, 100)]
    public void Many_streams_share_calls_by_a_longer_linger_and_few_do_not(int streams, int lingerMilliseconds)
    {
        _pace.Change(streams);
        Assert.Equal((lingerMilliseconds, 2 * lingerMilliseconds), (_pace.Linger.TotalMilliseconds, _pace.StatusInterval.TotalMilliseconds));

        _pace.Change(-streams);
        Assert.Equal(50, _pace.Linger.TotalMilliseconds);
    }

    public void Dispose() => _pace.Dispose();
}
