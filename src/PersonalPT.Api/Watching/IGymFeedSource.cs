using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Watching;

/// <summary>Where gyms' feeds come from.</summary>
internal interface IGymFeedSource
{
    /// <summary>Begins to receive a gym's feed.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="deliver">Called for each item, one after another.</param>
    /// <returns>Ends it.</returns>
    Task<IAsyncDisposable> Subscribe(string gymId, Action<GymFeedItem> deliver);
}

/// <summary>The gyms' Orleans streams.</summary>
internal sealed class OrleansGymFeeds(IClusterClient cluster) : IGymFeedSource
{
    public async Task<IAsyncDisposable> Subscribe(string gymId, Action<GymFeedItem> deliver)
    {
        var stream = cluster.ServiceProvider.GetRequiredKeyedService<IStreamProvider>(GymFeed.Provider).GetStream<GymFeedItem>(GymFeed.Of(gymId));
        var handle = await stream.SubscribeAsync((item, _) =>
        {
            deliver(item);
            return Task.CompletedTask;
        });
        return new Subscription(handle);
    }

    private sealed class Subscription(StreamSubscriptionHandle<GymFeedItem> handle) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await handle.UnsubscribeAsync();
            }
            catch (SiloUnavailableException)
            {
                // A silo that ends takes its subscriptions with it.
            }
        }
    }
}
