using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Grains.Groups;

/// <summary>The feeds of gyms whose groups are led in this silo: each gym's stream is subscribed to once, and what comes is laid into the groups' inboxes.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, and the feeds live as long as the silo.")]
internal sealed partial class GroupFeeds(IServiceProvider services, ILogger<GroupFeeds> logger)
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, StreamSubscriptionHandle<GymFeedItem>> _subscriptions = [];
    private ImmutableDictionary<string, ImmutableArray<GroupInbox>> _inboxes = ImmutableDictionary<string, ImmutableArray<GroupInbox>>.Empty;

    /// <summary>From now on what happens in the gym is laid into the inbox.</summary>
    public async Task Enter(string gymId, GroupInbox inbox)
    {
        await _one.WaitAsync();
        try
        {
            if (!_subscriptions.ContainsKey(gymId))
                _subscriptions.Add(gymId, await Subscribe(gymId));
            _inboxes = _inboxes.SetItem(gymId, _inboxes.GetValueOrDefault(gymId, []).Add(inbox));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Nothing more is laid into the inbox. The gym's last one lets go of the stream.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="inbox">The inbox.</param>
    /// <param name="siloEnds">The silo is going away, and who knows of subscriptions with it: nobody is there to be told, and a subscriber that is gone is forgotten.</param>
    public async Task Leave(string gymId, GroupInbox inbox, bool siloEnds)
    {
        await _one.WaitAsync();
        try
        {
            var others = _inboxes.GetValueOrDefault(gymId, []).Remove(inbox);
            _inboxes = others.IsEmpty ? _inboxes.Remove(gymId) : _inboxes.SetItem(gymId, others);
            if (others.IsEmpty && siloEnds)
                _subscriptions.Remove(gymId);
            else if (others.IsEmpty)
                await LetGo(gymId);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The stream has been silent though sessions are live: who knew of the subscription may have died.</summary>
    public async Task Renew(string gymId)
    {
        await _one.WaitAsync();
        try
        {
            if (!_inboxes.ContainsKey(gymId))
                return;

            await LetGo(gymId);
            _subscriptions[gymId] = await Subscribe(gymId);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task LetGo(string gymId)
    {
        if (!_subscriptions.Remove(gymId, out var subscription))
            return;

        try
        {
            await Task.Run(subscription.UnsubscribeAsync);
        }
        catch (Exception e)
        {
            // Should it live on after all, everything comes twice, which changes nothing: events are numbered.
            LogNotUnsubscribed(e, gymId);
        }
    }

    // Outside of the grain that asks: the subscription is the silo's and not the grain's.
    private Task<StreamSubscriptionHandle<GymFeedItem>> Subscribe(string gymId) => Task.Run(() =>
        services.GetRequiredKeyedService<IStreamProvider>(GymFeed.Provider).GetStream<GymFeedItem>(GymFeed.Of(gymId)).SubscribeAsync((item, _) =>
        {
            foreach (var inbox in Volatile.Read(ref _inboxes).GetValueOrDefault(gymId, []))
                inbox.Deliver(item);
            return Task.CompletedTask;
        }));

    [LoggerMessage(LogLevel.Warning, "The feed of gym {gym} could not be let go of.")]
    private partial void LogNotUnsubscribed(Exception exception, string gym);
}
