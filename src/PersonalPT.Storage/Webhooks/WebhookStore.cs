using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Webhooks;

/// <summary>
/// Webhooks and their deliveries. A delivery has no foreign key: what the journal writes must not wait for, nor fail by, a webhook that is deleted at the same
/// moment. One that is left behind by that is forgotten by <see cref="Tidy"/>.
/// </summary>
internal sealed class WebhookStore(DatabaseWriter writer, DatabaseReader reader) : IWebhookStore
{
    public Task<StoredWebhook?> Put(StoredWebhook webhook, int mostOfGym, CancellationToken cancellationToken) => Write(
        connection =>
        {
            var (gymId, webhookId) = webhook.Key;
            using var context = connection.Context();
            var row = context.Webhooks.Find(gymId, webhookId);
            if (row is null)
            {
                if (context.Webhooks.Count(other => other.GymId == gymId) >= mostOfGym)
                    return null;

                connection.Journal.AddGym(gymId, webhook.CreatedMicros);
                row = new WebhookRow
                {
                    GymId = gymId,
                    WebhookId = webhookId,
                    Url = webhook.Url,
                    Events = webhook.Events,
                    Secret = webhook.Secret,
                    CreatedMicros = webhook.CreatedMicros,
                    Failures = 0,
                    NextMicros = 0,
                    Holder = "",
                    HeldUntilMicros = 0,
                };
                context.Webhooks.Add(row);
            }
            else
            {
                // Another address may be well where the one before was not.
                if (row.Url != webhook.Url)
                    (row.Failures, row.NextMicros) = (0, 0);
                (row.Url, row.Events) = (webhook.Url, webhook.Events);
            }

            context.SaveChanges();
            return ToWebhook(row);
        },
        cancellationToken);

    public Task<StoredWebhook?> Find(WebhookKey key, CancellationToken cancellationToken)
    {
        var (gymId, webhookId) = key;
        return reader.Read(
            async (context, cancel) =>
                await context.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.GymId == gymId && row.WebhookId == webhookId, cancel) is { } row ? ToWebhook(row) : null,
            cancellationToken);
    }

    public Task<IReadOnlyList<WebhookStanding>> List(string gymId, CancellationToken cancellationToken) => reader.Read<IReadOnlyList<WebhookStanding>>(
        async (context, cancel) =>
        {
            var rows = await context.Webhooks.AsNoTracking().Where(row => row.GymId == gymId)
                .OrderBy(row => row.CreatedMicros).ThenBy(row => row.WebhookId).ToListAsync(cancel);
            var counts = await context.WebhookDeliveries.Where(row => row.GymId == gymId)
                .GroupBy(row => new { row.WebhookId, IsParked = row.ParkedMicros != null })
                .Select(some => new { some.Key.WebhookId, some.Key.IsParked, Count = some.LongCount() })
                .ToListAsync(cancel);
            return rows.ConvertAll(row => new WebhookStanding(ToWebhook(row), Count(row, isParked: false), Count(row, isParked: true)));

            long Count(WebhookRow row, bool isParked) => counts.SingleOrDefault(some => some.WebhookId == row.WebhookId && some.IsParked == isParked)?.Count ?? 0;
        },
        cancellationToken);

    public Task<bool> Delete(WebhookKey key, CancellationToken cancellationToken) => Write(
        connection =>
        {
            var (gymId, webhookId) = key;
            using var context = connection.Context();
            context.WebhookDeliveries.Where(row => row.GymId == gymId && row.WebhookId == webhookId).ExecuteDelete();
            return context.Webhooks.Where(row => row.GymId == gymId && row.WebhookId == webhookId).ExecuteDelete() > 0;
        },
        cancellationToken);

    public Task<bool> Rotate(WebhookKey key, string secret, long previousUntilMicros, CancellationToken cancellationToken) => Write(
        connection =>
        {
            using var context = connection.Context();
            if (context.Webhooks.Find(key.GymId, key.WebhookId) is not { } row)
                return false;

            // Done again because nobody knew whether it was committed: the one before is still the one before.
            if (row.Secret != secret)
                (row.PreviousSecret, row.Secret, row.PreviousUntilMicros) = (row.Secret, secret, previousUntilMicros);
            context.SaveChanges();
            return true;
        },
        cancellationToken);

    public async Task<IReadOnlyList<WebhookKey>> Due(long nowMicros, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await reader.Read(
            (context, cancel) => context.Webhooks
                .Where(row => row.NextMicros <= nowMicros && row.HeldUntilMicros <= nowMicros && context.WebhookDeliveries.Any(delivery =>
                    delivery.GymId == row.GymId && delivery.WebhookId == row.WebhookId && delivery.ParkedMicros == null && delivery.NextMicros <= nowMicros
                    // One behind another that waits is not due before that.
                    && !context.WebhookDeliveries.Any(before => before.GymId == row.GymId && before.WebhookId == row.WebhookId && before.ParkedMicros == null
                        && before.SubjectId == delivery.SubjectId && before.EventSeq < delivery.EventSeq)))
                .OrderBy(row => row.NextMicros).ThenBy(row => row.WebhookId).Take(limit)
                .Select(row => new WebhookKey(row.GymId, row.WebhookId)).ToListAsync(cancel),
            cancellationToken);
    }

    public Task<StoredWebhook?> Take(WebhookKey key, string holder, long nowMicros, long untilMicros, CancellationToken cancellationToken) => Write(
        connection =>
        {
            var (gymId, webhookId) = key;
            using var context = connection.Context();
            var taken = context.Webhooks
                .Where(row => row.GymId == gymId && row.WebhookId == webhookId && (row.Holder == holder || row.HeldUntilMicros <= nowMicros))
                .ExecuteUpdate(set => set.SetProperty(row => row.Holder, holder).SetProperty(row => row.HeldUntilMicros, untilMicros));
            return taken == 0 ? null : ToWebhook(context.Webhooks.Find(gymId, webhookId)!);
        },
        cancellationToken);

    public Task LetGo(WebhookKey key, string holder, CancellationToken cancellationToken) => Write(
        connection =>
        {
            var (gymId, webhookId) = key;
            using var context = connection.Context();
            return context.Webhooks.Where(row => row.GymId == gymId && row.WebhookId == webhookId && row.Holder == holder)
                .ExecuteUpdate(set => set.SetProperty(row => row.Holder, "").SetProperty(row => row.HeldUntilMicros, 0));
        },
        cancellationToken);

    public Task<WebhookDelivery?> Next(WebhookKey key, long nowMicros, CancellationToken cancellationToken)
    {
        var (gymId, webhookId) = key;
        return reader.Read(
            async (context, cancel) =>
            {
                var waiting = context.WebhookDeliveries.AsNoTracking().Where(row => row.GymId == gymId && row.WebhookId == webhookId && row.ParkedMicros == null);
                var row = await waiting
                    .Where(row => row.NextMicros <= nowMicros && !waiting.Any(before => before.SubjectId == row.SubjectId && before.EventSeq < row.EventSeq))
                    .OrderBy(row => row.NextMicros).ThenBy(row => row.SubjectId)
                    .FirstOrDefaultAsync(cancel);
                return row is null ? null : new WebhookDelivery(key, row.SubjectId, row.EventSeq, row.Kind, row.EnqueuedMicros, row.Attempts);
            },
            cancellationToken);
    }

    public Task Succeeded(WebhookDelivery delivery, long nowMicros, CancellationToken cancellationToken) => Write(
        connection =>
        {
            using var context = connection.Context();
            Rows(context, delivery).ExecuteDelete();
            return Row(context, delivery.Key).ExecuteUpdate(set => set
                .SetProperty(row => row.LastSuccessMicros, nowMicros).SetProperty(row => row.Failures, 0).SetProperty(row => row.NextMicros, 0));
        },
        cancellationToken);

    public Task Failed(
        WebhookDelivery delivery, string why, long nowMicros, long nextMicros, long endpointNextMicros, CancellationToken cancellationToken) => Write(
        connection =>
        {
            using var context = connection.Context();
            var attempts = delivery.Attempts + 1;
            Rows(context, delivery).ExecuteUpdate(set => set.SetProperty(row => row.Attempts, attempts).SetProperty(row => row.NextMicros, nextMicros));
            return Row(context, delivery.Key).ExecuteUpdate(set => set
                .SetProperty(row => row.LastFailureMicros, nowMicros).SetProperty(row => row.LastFailure, why)
                .SetProperty(row => row.Failures, row => row.Failures + 1).SetProperty(row => row.NextMicros, endpointNextMicros));
        },
        cancellationToken);

    public Task Drop(WebhookDelivery delivery, CancellationToken cancellationToken) => Write(
        connection =>
        {
            using var context = connection.Context();
            return Rows(context, delivery).ExecuteDelete();
        },
        cancellationToken);

    public async Task<IReadOnlyList<GroupKey>> Unsettled(long endedBeforeMicros, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await reader.Read(
            (context, cancel) => context.Groups
                .Where(row => !row.Settled && row.EndedMicros < endedBeforeMicros
                    && context.Webhooks.Any(hook => hook.GymId == row.GymId && (hook.Events & WebhookEvents.GroupFinished) != 0))
                .OrderBy(row => row.EndedMicros).Take(limit)
                .Select(row => new GroupKey(row.GymId, row.GroupId)).ToListAsync(cancel),
            cancellationToken);
    }

    public Task<int> Tidy(long waitingSinceMicros, long parkedSinceMicros, long nowMicros, CancellationToken cancellationToken) => Write(
        connection =>
        {
            using var context = connection.Context();
            context.WebhookDeliveries.Where(row => row.ParkedMicros < parkedSinceMicros).ExecuteDelete();
            context.WebhookDeliveries.Where(row => !context.Webhooks.Any(hook => hook.GymId == row.GymId && hook.WebhookId == row.WebhookId)).ExecuteDelete();
            // What was not tried, because the server was not there, is tried first.
            return context.WebhookDeliveries
                .Where(row => row.ParkedMicros == null && row.EnqueuedMicros < waitingSinceMicros
                    && context.Webhooks.Any(hook => hook.GymId == row.GymId && hook.WebhookId == row.WebhookId && hook.Failures > 0))
                .ExecuteUpdate(set => set.SetProperty(row => row.ParkedMicros, nowMicros));
        },
        cancellationToken);

    public Task<int?> Unpark(WebhookKey key, long nowMicros, CancellationToken cancellationToken) => Write<int?>(
        connection =>
        {
            var (gymId, webhookId) = key;
            using var context = connection.Context();
            if (context.Webhooks.Find(gymId, webhookId) is null)
                return null;

            return context.WebhookDeliveries.Where(row => row.GymId == gymId && row.WebhookId == webhookId && row.ParkedMicros != null)
                .ExecuteUpdate(set => set
                    .SetProperty(row => row.ParkedMicros, (long?)null).SetProperty(row => row.EnqueuedMicros, nowMicros)
                    .SetProperty(row => row.NextMicros, nowMicros).SetProperty(row => row.Attempts, 0));
        },
        cancellationToken);

    private Task<T> Write<T>(Func<WriterConnection, T> work, CancellationToken cancellationToken) => writer.Write(work, alone: true, cancellationToken);

    private static IQueryable<WebhookRow> Row(StorageContext context, WebhookKey key)
    {
        var (gymId, webhookId) = key;
        return context.Webhooks.Where(row => row.GymId == gymId && row.WebhookId == webhookId);
    }

    private static IQueryable<WebhookDeliveryRow> Rows(StorageContext context, WebhookDelivery delivery)
    {
        var (gymId, webhookId) = delivery.Key;
        return context.WebhookDeliveries.Where(row =>
            row.GymId == gymId && row.WebhookId == webhookId && row.SubjectId == delivery.SubjectId && row.EventSeq == delivery.EventSeq);
    }

    private static StoredWebhook ToWebhook(WebhookRow row) =>
        new(new WebhookKey(row.GymId, row.WebhookId), row.Url, row.Events, row.Secret, row.CreatedMicros)
        {
            PreviousSecret = row.PreviousSecret,
            PreviousUntilMicros = row.PreviousUntilMicros,
            LastSuccessMicros = row.LastSuccessMicros,
            LastFailureMicros = row.LastFailureMicros,
            LastFailure = row.LastFailure,
            Failures = row.Failures,
            NextMicros = row.NextMicros,
        };
}
