using PersonalPT.Contracts.Storage;

namespace PersonalPT.Contracts.Webhooks;

/// <summary>What administrators do with their gym's webhooks, for calls and pages alike. Who may do it and what of it is accounted for, these see to.</summary>
public interface IGymWebhooks
{
    /// <summary>What is wrong with an address; null: nothing that can be seen without asking for its name.</summary>
    EndpointFault? FindFault(string url);

    /// <summary>Registers a webhook with a new secret, or changes the address and the events of one that is there and keeps its secret.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="url">Where it posts to: an address without a fault.</param>
    /// <param name="events">What.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is there now; null where it would have been one too many.</returns>
    Task<RegisteredWebhook?> Put(WebhookKey key, string url, WebhookEvents events, CancellationToken cancellationToken);

    /// <summary>A gym's webhooks, in the order in which they were made.</summary>
    Task<IReadOnlyList<WebhookStanding>> List(string gymId, CancellationToken cancellationToken);

    /// <summary>Takes a webhook away with its deliveries.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> Delete(WebhookKey key, CancellationToken cancellationToken);

    /// <summary>Posts a test, now and once.</summary>
    /// <returns>What came of it; null where there is no such webhook.</returns>
    Task<WebhookTest?> Test(WebhookKey key, CancellationToken cancellationToken);

    /// <summary>Gives a webhook a new secret; the one that it had signs for a while still.</summary>
    /// <returns>The secret; null where there is no such webhook.</returns>
    Task<string?> Rotate(WebhookKey key, CancellationToken cancellationToken);

    /// <summary>What was given up waits anew.</summary>
    /// <returns>How many deliveries; null where there is no such webhook.</returns>
    Task<int?> Retry(WebhookKey key, CancellationToken cancellationToken);
}

/// <summary>A webhook that was registered or changed.</summary>
/// <param name="Webhook">What is there now.</param>
/// <param name="Secret">By which posts are signed, where it is new; null: the one that was given before. Nobody can read it again.</param>
public sealed record RegisteredWebhook(StoredWebhook Webhook, string? Secret);

/// <summary>What came of a test.</summary>
/// <param name="Failure">Why the endpoint did not take it; null: it did.</param>
public sealed record WebhookTest(PostFailure? Failure);
