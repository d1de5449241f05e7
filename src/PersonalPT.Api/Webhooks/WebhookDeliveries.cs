using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PersonalPT.Api.Sweeps;
using PersonalPT.Api.Telemetry;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;

namespace PersonalPT.Api.Webhooks;

/// <summary>
/// Makes deliveries, each until its endpoint has taken it or a day is over. What is to be delivered and when it is tried again stands in the database, so nothing
/// is lost by a restart; one server at a time holds an endpoint and posts one message at a time, a session's in the order of its log. An endpoint that fails is
/// left alone for a while, whatever waits for it, and stands in nobody else's way.
/// </summary>
internal sealed partial class WebhookDeliveries(
    IWebhookStore store, WebhookMessages messages, WebhookSender sender, ApiInstruments instruments, ApiOptions options, TimeProvider time, ILogger<WebhookDeliveries> logger)
    : PeriodicSweep(options.Webhooks.Poll, time)
{
    private readonly WebhookOptions _options = options.Webhooks;
    private readonly TimeProvider _time = time;
    private readonly string _name = Guid.NewGuid().ToString();
    private readonly ConcurrentDictionary<WebhookKey, Task> _running = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_running.Values).WaitAsync(cancellationToken);
    }

    protected override async Task Sweep(CancellationToken stopping)
    {
        var free = _options.AtOnce - _running.Count;
        if (free <= 0)
            return;

        foreach (var key in await store.Due(_time.UtcMicros(), free, stopping))
        {
            // Only this sweep adds, so nobody else can have added it in between; and it is there before it can leave.
            if (_running.ContainsKey(key))
                continue;

            var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _running[key] = Run(key, begin.Task, stopping);
            begin.SetResult();
        }
    }

    protected override void SayNotDone(Exception exception) => LogNotLooked(exception);

    private async Task Run(WebhookKey key, Task begin, CancellationToken stopping)
    {
        await begin;
        try
        {
            await Deliver(key, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            LogNotDelivered(e, key.GymId);
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }

    private async Task Deliver(WebhookKey key, CancellationToken stopping)
    {
        try
        {
            while (await Take(key, stopping) is { } webhook && await store.Next(key, _time.UtcMicros(), stopping) is { } delivery)
            {
                var (isMade, failure) = await Attempt(webhook, delivery, stopping);
                if (isMade || failure is not null)
                    instruments.Posted.Add(1, new KeyValuePair<string, object?>("outcome", failure is null ? "made" : "failed"));
                if (failure is { } why)
                    await Failed(webhook, delivery, why, stopping);
                else if (isMade)
                    await store.Succeeded(delivery, _time.UtcMicros(), CancellationToken.None);
                else
                    await store.Drop(delivery, stopping);
            }
        }
        finally
        {
            await store.LetGo(key, _name, CancellationToken.None);
        }
    }

    private async Task<(bool IsMade, PostFailure? Failure)> Attempt(StoredWebhook webhook, WebhookDelivery delivery, CancellationToken stopping)
    {
        WebhookMessage? message;
        try
        {
            message = await messages.Make(delivery, stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogNotMade(e, delivery.Key.GymId);
            return (false, new PostFailure(PostFault.NotMade));
        }

        return message is null ? (false, null) : (true, await sender.Post(webhook, message, stopping));
    }

    // Said again for each message: the address, the secret and whether it is to be left alone may be others by now.
    private async Task<StoredWebhook?> Take(WebhookKey key, CancellationToken stopping)
    {
        var now = _time.UtcMicros();
        var webhook = await store.Take(key, _name, now, now + Micros(_options.Hold), stopping);
        return webhook?.NextMicros <= now ? webhook : null;
    }

    private async Task Failed(StoredWebhook webhook, WebhookDelivery delivery, PostFailure failure, CancellationToken stopping)
    {
        var now = _time.UtcMicros();
        var next = now + Micros(RetrySchedule.Wait(delivery.Attempts + 1, _options.FirstRetry, _options.LongestRetry, Random.Shared.NextDouble()));
        var endpoint = now + Micros(RetrySchedule.Wait(webhook.Failures + 1, _options.FirstRest, _options.LongestRest, Random.Shared.NextDouble()));
        await store.Failed(delivery, failure.ToString(), now, next, endpoint, stopping);
    }

    private static long Micros(TimeSpan time) => (long)time.TotalMicroseconds;

    [LoggerMessage(LogLevel.Warning, "What is due for webhooks could not be looked for; it is tried again in a moment.")]
    private partial void LogNotLooked(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Deliveries for a webhook of gym {gymId} stopped; they go on in a moment.")]
    private partial void LogNotDelivered(Exception exception, string gymId);

    [LoggerMessage(LogLevel.Warning, "A message for a webhook of gym {gymId} could not be put together; it is tried again later.")]
    private partial void LogNotMade(Exception exception, string gymId);
}
