namespace PersonalPT.Client;

/// <summary>
/// How long to wait before the next try: full jitter (a random part of a window that doubles with every failure in a row, up to five seconds), so that the
/// phones that one server has lost do not all come back at once. What a server asks for by <c>RetryInfo</c> is waited for first, and the window is then at
/// least as long as that. A change of the network ends the wait, but not the one that the server asked for.
/// </summary>
internal sealed class Reconnection
{
    // Timers count whole milliseconds; less than one would be no wait at all.
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longestAsked = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time;
    private readonly NetworkChanges _network;
    private readonly Random _random;

    private CancellationToken _tried;
    private int _failures;

    /// <summary>Makes one for a chain of tries.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="network">What tells of changes.</param>
    /// <param name="random">Where the jitter comes from. Default: the process's own.</param>
    public Reconnection(TimeProvider time, NetworkChanges network, Random? random = null)
    {
        _time = time;
        _network = network;
        _random = random ?? Random.Shared;
        _tried = network.Current;
    }

    /// <summary>A try begins.</summary>
    /// <returns>Cancelled where the network that it is made over is not there any more.</returns>
    public CancellationToken Try() => _tried = _network.Current;

    /// <summary>The last try got somewhere.</summary>
    public void Succeeded() => _failures = 0;

    /// <summary>Waits before the next try; not at all where the network has changed since the last one began.</summary>
    /// <param name="askedFor">What the server asked for; null where it did not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(TimeSpan? askedFor, CancellationToken cancellationToken)
    {
        var (asked, jitter) = NextDelay(askedFor);
        if (asked > TimeSpan.Zero)
            await Task.Delay(asked, _time, cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_tried, cancellationToken);
        await Task.Delay(jitter > _shortest ? jitter : _shortest, _time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (_tried.IsCancellationRequested)
            _failures = 0;
    }

    /// <summary>The waits that come of failing once more: first what the server asked for, as far as it may, then the jitter.</summary>
    internal (TimeSpan Asked, TimeSpan Jitter) NextDelay(TimeSpan? askedFor)
    {
        var asked = TimeSpan.FromTicks(Math.Clamp(askedFor?.Ticks ?? 0, 0, _longestAsked.Ticks));
        var window = Math.Min(_longest.Ticks, _first.Ticks << Math.Min(_failures++, 10));

        // Nobody comes before the server wants him; and those whom it asked to wait the same time do not come at the same time.
        return (asked, TimeSpan.FromTicks(Math.Max(window, asked.Ticks)) * _random.NextDouble());
    }
}
