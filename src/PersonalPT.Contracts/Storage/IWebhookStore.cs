using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Webhooks;

namespace PersonalPT.Contracts.Storage;

/// <summary>
/// Webhooks and what is to be posted to them. A delivery is made in the transaction of what it is about (<see cref="IJournal.Append"/>,
/// <see cref="IGroupStore.Save"/>), names it and holds nothing of it, and is there until it was made or given up.
/// </summary>
public interface IWebhookStore
{
    /// <summary>Registers a webhook, or changes the address and the events of one that is there.</summary>
    /// <param name="webhook">The webhook. Its secret is taken only where it is new.</param>
    /// <param name="mostOfGym">Webhooks that a gym may have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is there now; null where it would have been one too many.</returns>
    Task<StoredWebhook?> Put(StoredWebhook webhook, int mostOfGym, CancellationToken cancellationToken);

    /// <summary>A webhook; null where there is none.</summary>
    Task<StoredWebhook?> Find(WebhookKey key, CancellationToken cancellationToken);

    /// <summary>A gym's webhooks, in the order in which they were made.</summary>
    Task<IReadOnlyList<WebhookStanding>> List(string gymId, CancellationToken cancellationToken);

    /// <summary>Takes a webhook away with its deliveries.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> Delete(WebhookKey key, CancellationToken cancellationToken);

    /// <summary>Gives a webhook a new secret; the one that it had is kept until a time.</summary>
    /// <returns>Whether there is such a webhook.</returns>
    Task<bool> Rotate(WebhookKey key, string secret, long previousUntilMicros, CancellationToken cancellationToken);

    /// <summary>Webhooks of all gyms for which something is due now and that nobody holds.</summary>
    Task<IReadOnlyList<WebhookKey>> Due(long nowMicros, int limit, CancellationToken cancellationToken);

    /// <summary>Takes a webhook for one deliverer, of whatever server: until then nobody else gets it. Taken again, it is held for longer.</summary>
    /// <returns>The webhook; null where another holds it, or there is none.</returns>
    Task<StoredWebhook?> Take(WebhookKey key, string holder, long nowMicros, long untilMicros, CancellationToken cancellationToken);

    /// <summary>Lets go of a webhook.</summary>
    Task LetGo(WebhookKey key, string holder, CancellationToken cancellationToken);

    /// <summary>The next delivery that is due: of each session only the first one that waits, so that they arrive in order. Null: none.</summary>
    Task<WebhookDelivery?> Next(WebhookKey key, long nowMicros, CancellationToken cancellationToken);

    /// <summary>A delivery was made.</summary>
    /// <param name="delivery">The delivery; it is gone.</param>
    /// <param name="nowMicros">When.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task Succeeded(WebhookDelivery delivery, long nowMicros, CancellationToken cancellationToken);

    /// <summary>A delivery was not made.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="why">What went wrong.</param>
    /// <param name="nowMicros">When.</param>
    /// <param name="nextMicros">When it is tried again at the earliest.</param>
    /// <param name="endpointNextMicros">When anything is posted to the webhook again at the earliest.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task Failed(WebhookDelivery delivery, string why, long nowMicros, long nextMicros, long endpointNextMicros, CancellationToken cancellationToken);

    /// <summary>A delivery has nothing left that it could tell of.</summary>
    Task Drop(WebhookDelivery delivery, CancellationToken cancellationToken);

    /// <summary>Groups that were over before a time and whose results are not final yet, in gyms where a webhook waits for them. Whoever leads one may have died
    /// before he could say so.</summary>
    Task<IReadOnlyList<GroupKey>> Unsettled(long endedBeforeMicros, int limit, CancellationToken cancellationToken);

    /// <summary>Gives up what waits for too long, forgets what was given up long ago, and what waits for webhooks that are gone.</summary>
    /// <param name="waitingSinceMicros">What has waited since before this is parked.</param>
    /// <param name="parkedSinceMicros">What was parked before this is forgotten.</param>
    /// <param name="nowMicros">When.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many were parked.</returns>
    Task<int> Tidy(long waitingSinceMicros, long parkedSinceMicros, long nowMicros, CancellationToken cancellationToken);

    /// <summary>What was parked waits anew.</summary>
    /// <returns>How many; null where there is no such webhook.</returns>
    Task<int?> Unpark(WebhookKey key, long nowMicros, CancellationToken cancellationToken);
}

/// <summary>A webhook.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Url">Where it posts to.</param>
/// <param name="Events">What.</param>
/// <param name="Secret">By which posts are signed; protected by the server's keys.</param>
/// <param name="CreatedMicros">Microseconds since the Unix epoch.</param>
public sealed record StoredWebhook(WebhookKey Key, string Url, WebhookEvents Events, string Secret, long CreatedMicros)
{
    /// <summary>The secret before, while it is to be used as well; null: none.</summary>
    public string? PreviousSecret { get; init; }

    /// <summary>Until when it is.</summary>
    public long? PreviousUntilMicros { get; init; }

    /// <summary>When a delivery was made last; null: never.</summary>
    public long? LastSuccessMicros { get; init; }

    /// <summary>When one failed last; null: never.</summary>
    public long? LastFailureMicros { get; init; }

    /// <summary>Why.</summary>
    public string? LastFailure { get; init; }

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; init; }

    /// <summary>When it is tried again at the earliest; 0: at once.</summary>
    public long NextMicros { get; init; }
}

/// <summary>A webhook, and what waits for it.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Waiting">Deliveries to be made.</param>
/// <param name="Parked">Deliveries that were given up.</param>
public sealed record WebhookStanding(StoredWebhook Webhook, long Waiting, long Parked);

/// <summary>Something to be posted.</summary>
/// <param name="Key">To which webhook.</param>
/// <param name="SubjectId">What it is about: a session, or a group.</param>
/// <param name="EventSeq">The event of the session's log; 0: of a group.</param>
/// <param name="Kind">What happened.</param>
/// <param name="EnqueuedMicros">When, microseconds since the Unix epoch.</param>
/// <param name="Attempts">How often it was tried in vain.</param>
public sealed record WebhookDelivery(WebhookKey Key, string SubjectId, long EventSeq, WebhookEvents Kind, long EnqueuedMicros, int Attempts);
