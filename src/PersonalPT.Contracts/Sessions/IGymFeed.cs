namespace PersonalPT.Contracts.Sessions;

/// <summary>A gym's stream for whoever shows the whole gym, such as a board. A process subscribes to it once, however many look.</summary>
public interface IGymFeed
{
    /// <summary>Begins to receive what happens in a gym from now on.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="deliver">Called for each item, one after another. Must not wait, and must not throw.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Ends it.</returns>
    Task<IAsyncDisposable> Watch(string gymId, Action<GymFeedItem> deliver, CancellationToken cancellationToken);
}
