namespace PersonalPT.Storage.Writing;

/// <summary>How long a database that went away is waited for, and in which steps: soon at first, then up to a second apart.</summary>
internal sealed class Patience(TimeSpan limit, TimeProvider time)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(1);

    private readonly long _since = time.GetTimestamp();
    private TimeSpan _next = _firstPause;

    /// <summary>The pause before the next attempt; null: it has been long enough.</summary>
    public TimeSpan? Pause()
    {
        var left = limit - time.GetElapsedTime(_since);
        if (left <= TimeSpan.Zero)
            return null;

        var pause = _next < left ? _next : left;
        _next = _next * 2 < _longestPause ? _next * 2 : _longestPause;
        return pause;
    }
}
