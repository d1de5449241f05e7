namespace PersonalPT.Client.Tests.Connections;

public sealed class NetworkChangesTests
{
    [Fact]
    public void A_change_cancels_the_token_of_the_network_before_and_not_that_of_the_next()
    {
        var network = new NetworkChanges();
        var first = network.Current;
        Assert.False(first.IsCancellationRequested);
        network.Announce();
        Assert.True(first.IsCancellationRequested);
        Assert.False(network.Current.IsCancellationRequested);
    }
}
