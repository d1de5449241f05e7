using PersonalPT.Contracts;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>A storage of webhooks that looks at what it gets. Every webhook is there; what it has leads nowhere, so that nothing is posted.</summary>
internal sealed class BoundaryWebhooks : IWebhookStore
{
    private const WebhookEvents All = WebhookEvents.SetCompleted | WebhookEvents.SessionEnded | WebhookEvents.GroupFinished;

    public Task<StoredWebhook?> Put(StoredWebhook webhook, int mostOfGym, CancellationToken cancellationToken)
    {
        Check(webhook.Key);
        if (!Uri.TryCreate(webhook.Url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.UserInfo.Length > 0
            || webhook.Events == WebhookEvents.None || (webhook.Events & ~All) != 0)
            throw new LeakException($"{webhook.Url} for {webhook.Events} is no webhook.");
        return Task.FromResult<StoredWebhook?>(webhook);
    }

    public Task<StoredWebhook?> Find(WebhookKey key, CancellationToken cancellationToken)
    {
        Check(key);
        return Task.FromResult<StoredWebhook?>(new StoredWebhook(key, "https://10.0.0.1/", All, "whsec_AAAA", 1));
    }

    public Task<IReadOnlyList<WebhookStanding>> List(string gymId, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<WebhookStanding>>(
        [new WebhookStanding(new StoredWebhook(new WebhookKey(gymId, "0a1b2c3d-0000-4000-8000-00000000abcd"), "https://gym.example/", All, "whsec_AAAA", 1), 3, 4)]);

    public Task<bool> Delete(WebhookKey key, CancellationToken cancellationToken)
    {
        Check(key);
        return Task.FromResult(true);
    }

    public Task<bool> Rotate(WebhookKey key, string secret, long previousUntilMicros, CancellationToken cancellationToken)
    {
        Check(key);
        return Task.FromResult(true);
    }

    public Task<int?> Unpark(WebhookKey key, long nowMicros, CancellationToken cancellationToken)
    {
        Check(key);
        return Task.FromResult<int?>(2);
    }

    public Task<IReadOnlyList<WebhookKey>> Due(long nowMicros, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredWebhook?> Take(WebhookKey key, string holder, long nowMicros, long untilMicros, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task LetGo(WebhookKey key, string holder, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<WebhookDelivery?> Next(WebhookKey key, long nowMicros, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task Succeeded(WebhookDelivery delivery, long nowMicros, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task Failed(WebhookDelivery delivery, string why, long nowMicros, long nextMicros, long endpointNextMicros, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task Drop(WebhookDelivery delivery, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<GroupKey>> Unsettled(long endedBeforeMicros, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> Tidy(long waitingSinceMicros, long parkedSinceMicros, long nowMicros, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static void Check(WebhookKey key)
    {
        if (!Identifiers.IsName(key.GymId) || !Identifiers.IsUuid(key.WebhookId))
            throw new LeakException($"{key} is no webhook.");
    }
}
