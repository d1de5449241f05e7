namespace PersonalPT.Client;

/// <summary>
/// Carries calls over connections that can be left behind. After a change of network a connection may look alive although nothing goes through it any more,
/// and a pool would put the next call on it; <see cref="Renew"/> makes sure that the next call gets a connection of its own time.
/// </summary>
internal sealed class FreshConnections : HttpMessageHandler
{
    private readonly Func<HttpMessageHandler> _make;
    private readonly Lock _gate = new();
    private Connections _current;

    /// <summary>Makes the first connections.</summary>
    /// <param name="make">Makes what holds connections.</param>
    public FreshConnections(Func<HttpMessageHandler> make)
    {
        _make = make;
        _current = new Connections(make());
    }

    /// <summary>Leaves all connections behind. Calls that are under way on them go on, until they end or are cancelled.</summary>
    public void Renew()
    {
        var next = new Connections(_make());
        Connections left;
        lock (_gate)
        {
            left = _current;
            _current = next;
            left.IsLeft = true;
            if (left.Senders > 0)
                return;
        }

        left.Invoker.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Connections mine;
        lock (_gate)
        {
            mine = _current;
            mine.Senders++;
        }

        try
        {
            return await mine.Invoker.SendAsync(request, cancellationToken);
        }
        finally
        {
            bool last;
            lock (_gate)
                last = --mine.Senders == 0 && mine.IsLeft;
            if (last)
                mine.Invoker.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _current.Invoker.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Connections(HttpMessageHandler handler)
    {
        public HttpMessageInvoker Invoker { get; } = new(handler);

        /// <summary>Calls that have not got their response's headers yet.</summary>
        public int Senders { get; set; }

        public bool IsLeft { get; set; }
    }
}
