using PersonalPT.Contracts;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;

namespace PersonalPT.Api.Webhooks;

/// <summary>Gyms' webhooks as they are stored, with their secrets made here and shown once.</summary>
internal sealed class GymWebhooks(IWebhookStore store, EndpointRule rule, WebhookSecrets secrets, WebhookSender sender, ApiOptions options, TimeProvider time) : IGymWebhooks
{
    /// <summary>Webhooks that a gym may have.</summary>
    public const int MostOfGym = 10;

    public EndpointFault? FindFault(string url) => rule.FindFault(url);

    public async Task<RegisteredWebhook?> Put(WebhookKey key, string url, WebhookEvents events, CancellationToken cancellationToken)
    {
        var secret = WebhookSecret.New();
        var kept = secrets.Protect(secret);
        var stored = await store.Put(new StoredWebhook(key, url, events, kept, time.UtcMicros()), MostOfGym, cancellationToken);
        return stored is null ? null : new RegisteredWebhook(stored, stored.Secret == kept ? secret : null);
    }

    public Task<IReadOnlyList<WebhookStanding>> List(string gymId, CancellationToken cancellationToken) => store.List(gymId, cancellationToken);

    public Task<bool> Delete(WebhookKey key, CancellationToken cancellationToken) => store.Delete(key, cancellationToken);

    public async Task<WebhookTest?> Test(WebhookKey key, CancellationToken cancellationToken) => await store.Find(key, cancellationToken) is { } webhook
        ? new WebhookTest(await sender.Post(webhook, WebhookMessages.Test(key, time.GetUtcNow()), cancellationToken))
        : null;

    public async Task<string?> Rotate(WebhookKey key, CancellationToken cancellationToken)
    {
        var secret = WebhookSecret.New();
        var until = time.UtcMicros() + (long)options.Webhooks.OldSecret.TotalMicroseconds;
        return await store.Rotate(key, secrets.Protect(secret), until, cancellationToken) ? secret : null;
    }

    public Task<int?> Retry(WebhookKey key, CancellationToken cancellationToken) => store.Unpark(key, time.UtcMicros(), cancellationToken);
}
