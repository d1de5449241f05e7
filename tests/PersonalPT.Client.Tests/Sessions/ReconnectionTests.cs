using Microsoft.Extensions.Time.Testing;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class ReconnectionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly NetworkChanges _network = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void The_bound_of_the_wait_doubles_up_to_five_seconds_and_the_whole_of_it_is_jitter()
    {
        double[] bounds = [250, 500, 1000, 2000, 4000, 5000, 5000, 5000];
        var shares = new List<double>();
        for (var seed = 0; seed < 200; seed++)
        {
            var reconnection = new Reconnection(_time, _network, new Random(seed));
            foreach (var bound in bounds)
            {
                var share = reconnection.NextDelay(null).Jitter.TotalMilliseconds / bound;
                Assert.InRange(share, 0, 1);
                shares.Add(share);
            }
        }

        // Spread over the whole of it: as many in each tenth as chance would have, give or take five deviations.
        foreach (var tenth in shares.GroupBy(share => (int)(10 * share)))
            Assert.InRange(tenth.Count(), 160 - 60, 160 + 60);
        Assert.Equal(10, shares.Select(share => (int)(10 * share)).Distinct().Count());
    }

    [Fact]
    public void After_a_success_it_begins_anew()
    {
        var reconnection = new Reconnection(_time, _network);
        for (var i = 0; i < 10; i++)
            reconnection.NextDelay(null);
        reconnection.Succeeded();
        Assert.InRange(reconnection.NextDelay(null).Jitter.TotalMilliseconds, 0, 250);
    }

    [Fact]
    public async Task What_the_server_asks_for_is_waited_for_in_full_and_the_jitter_comes_on_top()
    {
        var reconnection = new Reconnection(_time, _network, new Highest());
        reconnection.Try();
        var start = _time.GetTimestamp();
        var waiting = reconnection.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        _time.Advance(TimeSpan.FromSeconds(20));
        await Task.Yield();
        Assert.False(waiting.IsCompleted);
        await PassAsync(waiting, TimeSpan.FromSeconds(21));
        Assert.InRange(_time.GetElapsedTime(start), TimeSpan.FromSeconds(39), TimeSpan.FromSeconds(41));
    }

    [Fact]
    public void Those_whom_the_server_asked_to_wait_the_same_time_do_not_come_at_the_same_time()
    {
        var waits = Enumerable.Range(0, 200).Select(seed => new Reconnection(_time, _network, new Random(seed)).NextDelay(TimeSpan.FromSeconds(20))).ToArray();
        Assert.All(waits, wait => Assert.Equal(TimeSpan.FromSeconds(20), wait.Asked));
        Assert.All(waits, wait => Assert.InRange(wait.Jitter.TotalSeconds, 0, 20));
        Assert.True(waits.Max(wait => wait.Jitter) - waits.Min(wait => wait.Jitter) > TimeSpan.FromSeconds(10));

        // A short hint does not take the place of a long row of failures.
        var reconnection = new Reconnection(_time, _network, new Highest());
        for (var i = 0; i < 10; i++)
            reconnection.NextDelay(null);
        Assert.InRange(reconnection.NextDelay(TimeSpan.FromMilliseconds(10)).Jitter.TotalSeconds, 4.99, 5);
    }

    [Fact]
    public async Task A_server_cannot_ask_for_an_endless_wait()
    {
        var reconnection = new Reconnection(_time, _network);
        var start = _time.GetTimestamp();
        await PassAsync(reconnection.WaitAsync(TimeSpan.FromDays(1), Cancelled), TimeSpan.FromMinutes(11));
        Assert.InRange(_time.GetElapsedTime(start), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_change_of_network_ends_the_wait_and_the_next_failure_counts_as_the_first()
    {
        var reconnection = new Reconnection(_time, _network, new Highest());
        for (var i = 0; i < 8; i++)
            reconnection.NextDelay(null);
        var token = reconnection.Try();
        var waiting = reconnection.WaitAsync(null, Cancelled);
        Assert.False(waiting.IsCompleted);
        _network.Announce();
        await waiting;
        Assert.True(token.IsCancellationRequested);
        Assert.InRange(reconnection.NextDelay(null).Jitter.TotalMilliseconds, 0, 250);
    }

    [Fact]
    public async Task A_change_of_network_during_the_try_needs_no_wait_at_all()
    {
        var reconnection = new Reconnection(_time, _network);
        reconnection.Try();
        _network.Announce();
        await reconnection.WaitAsync(null, Cancelled);
        Assert.False(reconnection.Try().IsCancellationRequested);
    }

    [Fact]
    public async Task A_change_of_network_does_not_end_a_wait_that_the_server_asked_for()
    {
        var reconnection = new Reconnection(_time, _network);
        reconnection.Try();
        var waiting = reconnection.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        _network.Announce();
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await waiting;
    }

    [Fact]
    public async Task Giving_up_ends_every_wait()
    {
        using var giveUp = new CancellationTokenSource();
        var reconnection = new Reconnection(_time, _network, new Highest());
        var waiting = reconnection.WaitAsync(null, giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    // A continuation may still have to start the next timer: step until it is done.
    private async Task PassAsync(Task waiting, TimeSpan most)
    {
        for (var passed = TimeSpan.Zero; !waiting.IsCompleted && passed <= most; passed += TimeSpan.FromMilliseconds(50))
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        await waiting.WaitAsync(TimeSpan.FromSeconds(10), Cancelled);
    }

    private sealed class Highest : Random
    {
        public override double NextDouble() => 1 - 1e-12;
    }
}
