using Microsoft.Extensions.Time.Testing;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class ReconnectionTests
{
    private readonly Reconnection _reconnection = new(new FakeTimeProvider());

    [Fact]
    public void The_wait_doubles_up_to_five_seconds_and_is_never_the_full_same()
    {
        double[] longest = [250, 500, 1000, 2000, 4000, 5000, 5000, 5000];
        foreach (var milliseconds in longest)
            Assert.InRange(_reconnection.NextDelay(null).TotalMilliseconds, milliseconds / 2, milliseconds);
        for (var i = 0; i < 100; i++)
            Assert.InRange(_reconnection.NextDelay(null).TotalSeconds, 2.5, 5);
    }

    [Fact]
    public void After_a_success_it_begins_anew()
    {
        for (var i = 0; i < 10; i++)
            _reconnection.NextDelay(null);
        _reconnection.Succeeded();
        Assert.InRange(_reconnection.NextDelay(null).TotalMilliseconds, 125, 250);
    }

    [Fact]
    public void The_server_may_ask_for_a_longer_wait_but_not_for_an_endless_one()
    {
        Assert.Equal(TimeSpan.FromSeconds(20), _reconnection.NextDelay(TimeSpan.FromSeconds(20)));
        Assert.Equal(TimeSpan.FromMinutes(1), _reconnection.NextDelay(TimeSpan.FromDays(1)));
        Assert.NotEqual(TimeSpan.Zero, _reconnection.NextDelay(TimeSpan.Zero));
    }
}
