namespace PersonalPT.Client.Tests.Connections;

public sealed class FreshConnectionsTests
{
    private readonly List<Handler> _made = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_renewal_calls_go_over_the_new_connections_and_the_old_ones_are_disposed_of()
    {
        using var invoker = new HttpMessageInvoker(Make(out var connections));
        await SendAsync(invoker);
        connections.Renew();
        Assert.True(_made[0].Disposed);
        await SendAsync(invoker);
        Assert.Equal([1, 1], _made.Select(handler => handler.Calls));
        Assert.False(_made[1].Disposed);
    }

    [Fact]
    public async Task A_call_that_hangs_on_the_old_connections_is_not_harmed_and_they_go_when_it_is_over()
    {
        using var invoker = new HttpMessageInvoker(Make(out var connections));
        _made[0].Answer = new TaskCompletionSource();
        var hanging = SendAsync(invoker);
        connections.Renew();
        Assert.False(_made[0].Disposed);
        await SendAsync(invoker);
        _made[0].Answer!.SetResult();
        await hanging;
        Assert.True(_made[0].Disposed);
    }

    [Fact]
    public void Disposing_disposes_of_the_connections_of_the_time()
    {
        var handler = Make(out var connections);
        connections.Renew();
        handler.Dispose();
        Assert.All(_made, made => Assert.True(made.Disposed));
    }

    private FreshConnections Make(out FreshConnections connections) => connections = new FreshConnections(() =>
    {
        _made.Add(new Handler());
        return _made[^1];
    });

    private static async Task SendAsync(HttpMessageInvoker invoker)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://localhost/");
        using var response = await invoker.SendAsync(request, Cancelled);
    }

    private sealed class Handler : HttpMessageHandler
    {
        public int Calls { get; private set; }

        public bool Disposed { get; private set; }

        public TaskCompletionSource? Answer { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            if (Answer is { } answer)
                await answer.Task;
            ObjectDisposedException.ThrowIf(Disposed, this);
            return new HttpResponseMessage();
        }

        protected override void Dispose(bool disposing)
        {
            Disposed = true;
            base.Dispose(disposing);
        }
    }
}
