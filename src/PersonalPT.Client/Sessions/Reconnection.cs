namespace PersonalPT.Client;

/// <summary>How long to wait before the next try: up to twice as long with every failure in a row, and never the same for all phones that one server has lost.</summary>
internal sealed class Reconnection(TimeProvider time)
{
    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longestAsked = TimeSpan.FromMinutes(1);

    private int _failures;

    /// <summary>The last try got somewhere.</summary>
    public void Succeeded() => _failures = 0;

    /// <summary>Waits before the next try.</summary>
    /// <param name="askedFor">What the server asked for; null where it did not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(TimeSpan? askedFor, CancellationToken cancellationToken) => Task.Delay(NextDelay(askedFor), time, cancellationToken);

    internal TimeSpan NextDelay(TimeSpan? askedFor)
    {
        // Any part of the window: phones that lost the same server at the same moment come back spread over the whole of it.
        var window = TimeSpan.FromTicks(Math.Min(_longest.Ticks, _first.Ticks << Math.Min(_failures++, 10)));
        var asked = askedFor ?? TimeSpan.Zero;
        if (asked > _longestAsked)
            asked = _longestAsked;
        if (asked > window)
            window = asked;

        // Nobody comes before the server wants him; and those whom it asked to wait the same time do not come at the same time.
        return asked + window * Random.Shared.NextDouble();
    }
}
