using Microsoft.Extensions.Time.Testing;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class ReconnectionTests
{
    private readonly Reconnection _reconnection = new(new FakeTimeProvider());

    [Fact]
    public void The_window_doubles_up_to_five_seconds_and_any_part_of_it_may_be_waited()
    {
        double[] longest = [250, 500, 1000, 2000, 4000, 5000, 5000, 5000];
        var waits = new List<double>();
        for (var phone = 0; phone < 400; phone++)
        {
            var reconnection = new Reconnection(new FakeTimeProvider());
            foreach (var milliseconds in longest)
                waits.Add(reconnection.NextDelay(null).TotalMilliseconds / milliseconds);
        }

        Assert.All(waits, wait => Assert.InRange(wait, 0, 1));
        for (var tenth = 0; tenth < 10; tenth++)
            Assert.InRange(waits.Count(wait => (int)Math.Min(9, wait * 10) == tenth), waits.Count / 20, waits.Count / 5);
    }

    [Fact]
    public void After_a_success_it_begins_anew()
    {
        for (var i = 0; i < 10; i++)
            _reconnection.NextDelay(null);
        _reconnection.Succeeded();
        Assert.InRange(_reconnection.NextDelay(null).TotalMilliseconds, 0, 250);
    }

    [Fact]
    public void Nobody_comes_before_the_server_wants_him_nor_all_at_once_nor_never()
    {
        var waits = Enumerable.Range(0, 200).Select(_ => new Reconnection(new FakeTimeProvider()).NextDelay(TimeSpan.FromSeconds(20))).ToArray();
        Assert.All(waits, wait => Assert.InRange(wait.TotalSeconds, 20, 40));
        Assert.True(waits.Max() - waits.Min() > TimeSpan.FromSeconds(10));
        Assert.InRange(_reconnection.NextDelay(TimeSpan.FromDays(1)).TotalMinutes, 1, 2);

        // A short hint does not take the place of a long row of failures.
        for (var i = 0; i < 10; i++)
            _reconnection.NextDelay(null);
        Assert.True(Enumerable.Range(0, 50).Max(_ => _reconnection.NextDelay(TimeSpan.FromMilliseconds(10))) > TimeSpan.FromSeconds(2));
    }
}
