namespace PersonalPT.Web.Live;

/// <summary>How often a live page is told something: ten times a second at most, and now and then that the server is still there.</summary>
/// <param name="time">The clock.</param>
internal sealed class LivePace(TimeProvider time)
{
    private static readonly TimeSpan s_atMostEvery = TimeSpan.FromMilliseconds(100);

    // The page takes a server that says nothing for three beats for lost.
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(2);

    /// <summary>Waits for what comes next.</summary>
    /// <param name="something">Done when there is something new.</param>
    /// <param name="atMost">Looks again after this, whether there is something or not; null: when it is time for a beat.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False where nothing has come.</returns>
    public async Task<bool> Next(Task something, TimeSpan? atMost, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(s_atMostEvery, time, cancellationToken);
            await something.WaitAsync(atMost ?? s_beat, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
